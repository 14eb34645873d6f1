"""A hint to the processor: this record will be needed soon. It changes no result, only the waiting."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

LINE = 64  # bytes the processor fetches at once


@intrinsic
def fetch(typing: Any, records: Any, index: Any) -> Any:
    """Ask for record `index` (not negative) of a contiguous array of records, to be read and written soon."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, args[0])
        size = context.get_abi_sizeof(context.get_data_type(signature.args[0].dtype))
        start = builder.ptrtoint(array.data, cgutils.intp_t)
        start = builder.add(start, builder.mul(args[1], ir.Constant(cgutils.intp_t, size)))
        hint = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, cgutils.int32_t, cgutils.int32_t, cgutils.int32_t]),
            "llvm.prefetch.p0i8",
        )
        write, near, data = (ir.Constant(cgutils.int32_t, value) for value in (1, 3, 1))
        for offset in range(0, size, LINE):
            place = builder.inttoptr(builder.add(start, ir.Constant(cgutils.intp_t, offset)), cgutils.voidptr_t)
            builder.call(hint, [place, write, near, data])
        return context.get_dummy_value()

    return types.void(records, types.intp), generate
