"""Hints to compiler and processor in the busiest loops. None changes a result, only the waiting."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from cxsim.base.compiled import lean

LINE = 64  # bytes the processor fetches at once
ROW = 8  # numbers in a row on the stack
_NATURAL = 0x7FFFFFFF


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


@intrinsic
def either(typing: Any, condition: Any, yes: Any, no: Any) -> Any:
    """`yes if condition else no`, both of one type and both at hand, without a jump.

    A plain conditional may become one; where chance decides, half of such jumps are foreseen wrongly.
    """
    if yes != no or condition != types.boolean:
        return None

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        chosen = builder.select(args[0], args[1], args[2])
        chosen.set_metadata("unpredictable", builder.module.add_metadata([]))
        return chosen

    return yes(types.boolean, yes, no), generate


@lean
def natural(place: Any) -> Any:
    """A place below 2^31 that is known not to be negative: indexing with it need not look for places from the end."""
    return place & _NATURAL


def _row_of(kind: Any) -> Any:
    """An intrinsic that gives `ROW` numbers of `kind`, not set to anything, on the stack of the function that asks.

    The compiler knows that nothing else lies there: a loop that fills such a row does several places abreast.
    """

    @intrinsic
    def row(typing: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return cgutils.alloca_once(builder, context.get_data_type(kind), size=ROW)

        return types.CPointer(kind)(), generate

    return row


real_row, whole_row = _row_of(types.float64), _row_of(types.int64)
