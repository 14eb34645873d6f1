"""Settings of where a study is computed: processes of this machine, a Dask cluster, a Slurm cluster; and what one run may take."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxsim.base.fields import choice_or

LOCAL, DASK, SLURM = ENGINES = ("local", "dask", "slurm")
CONTINUE, FAIL_END, FAIL_FAST = ON_ERROR = ("continue", "fail_end", "fail_fast")


@dataclass
class EngineSettings:
    """Where the runs of a study are computed. Nothing here changes a result; what an engine has no use for stays absent."""

    name: str = choice_or(*ENGINES)
    limit_seconds: float | None = field(default=None, metadata={"unit": "seconds a cell (one seed, all schemes) may take, longer counts as failed; absent = no limit", "low": 0.1, "high": 1e7, "grade": "-"})
    limit_memory_mb: float | None = field(default=None, metadata={"unit": "MB a cell may add to its process, more counts as failed; absent = a fair share of the machine", "low": 50, "high": 1e8, "grade": "-"})
    address: str | None = field(default=None, metadata={"unit": "text", "note": "dask: where the scheduler listens, for example tcp://127.0.0.1:8786", "grade": "-"})
    wait_seconds: float = field(default=60.0, metadata={"unit": "seconds to wait for a worker or a job to appear", "low": 1, "high": 1e6, "grade": "-"})
    jobs: int = field(default=8, metadata={"unit": "slurm: jobs the cells are spread over", "low": 1, "high": 10_000, "grade": "-"})
    cpus: int = field(default=1, metadata={"unit": "slurm: processors of a job", "low": 1, "high": 1024, "grade": "-"})
    minutes: int = field(default=60, metadata={"unit": "slurm: minutes a job may take", "low": 1, "high": 100_000, "grade": "-"})
    partition: str | None = field(default=None, metadata={"unit": "text", "note": "slurm: name of the partition; absent = the cluster's default", "grade": "-"})
