"""A one-node Slurm on loopback for tests, from Debian's slurm-wlm and munge; needs root."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("slurmctld", "slurmd", "sbatch", "squeue", "scancel", "munged")
CONFIG = """ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=defer_batch,batch_sched_delay=0,sched_min_interval=0
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=3000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def possible() -> bool:
    """Whether this machine can start one."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    return os.name == "posix" and os.geteuid() == 0 and all(shutil.which(name, path=path) for name in PROGRAMS)


@contextmanager
def running(folder: Path):
    """Gives the environment in which sbatch reaches it; everything is ended afterwards."""
    key, ports = folder / "munge.key", [_free_port(), _free_port()]
    for name in ("state", "spool"):
        (folder / name).mkdir()
    key.write_bytes(os.urandom(1024))
    key.chmod(0o600)
    config = folder / "slurm.conf"
    config.write_text(CONFIG.format(host=socket.gethostname().split(".")[0], folder=folder, ports=ports))
    env = {**os.environ, "SLURM_CONF": str(config), "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    munge = ["munged", "--foreground", "--force", f"--key-file={key}", f"--socket={folder}/munge.socket", f"--pid-file={folder}/munged.pid", f"--log-file={folder}/munged.log", f"--seed-file={folder}/munged.seed"]
    parts = [munge, ["slurmctld", "-D"], ["slurmd", "-D"]]
    started = []
    try:
        for part in parts:
            started.append(subprocess.Popen(part, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True))
            time.sleep(0.3)
        _wait_for_node(env)
        yield env
    finally:
        _end(started, env, config)


def _end(started, env, config):
    """Jobs first, then the daemons at once; job steps belong to no process group of theirs, so they are found by their settings."""
    subprocess.run(["scancel", "--full", "--user=root"], env=env, capture_output=True, check=False, timeout=20)
    for process in reversed(started):
        process.kill()
        process.wait(20)
    mark = f"SLURM_CONF={config}".encode()
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int(entry.name) != os.getpid() and mark in (entry / "environ").read_bytes():
                os.kill(int(entry.name), signal.SIGKILL)
        except OSError:
            continue


def _wait_for_node(env):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        told = subprocess.run(["sinfo", "--noheader", "--format=%t"], env=env, capture_output=True, text=True, check=False)
        if "idle" in told.stdout:
            return
        time.sleep(0.2)
    raise RuntimeError(f"the node did not come up: {told.stdout} {told.stderr}")


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
