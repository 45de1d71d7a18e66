"""Heavy work as a pure function of one block, mapped here or in spawned processes.

No kernel knows who runs it: both runners return the results in the blocks' order.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

BlockT = TypeVar("BlockT")
ResultT = TypeVar("ResultT")

_THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def run_here(work: Callable[[BlockT], ResultT], blocks: Sequence[BlockT]) -> list[ResultT]:
    """Map ``work`` over the blocks in this process.

    Examples
    --------
    >>> run_here(abs, [-1, 2])
    [1, 2]
    """
    return [work(block) for block in blocks]


def run_in_processes(
    work: Callable[[BlockT], ResultT], blocks: Sequence[BlockT], processes: int
) -> list[ResultT]:
    """Map ``work`` over the blocks in spawned processes of one thread each.

    Parameters
    ----------
    work : a module-level function; blocks and results are pickled, so blocks carry paths, not
        arrays.
    blocks : what to map over.
    processes : number of workers.
    """
    context = multiprocessing.get_context("spawn")
    before = {name: os.environ.get(name) for name in _THREAD_VARIABLES}
    os.environ.update(dict.fromkeys(_THREAD_VARIABLES, "1"))
    try:
        with ProcessPoolExecutor(processes, context, initializer=_use_one_thread) as pool:
            return list(pool.map(work, blocks))
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _use_one_thread() -> None:
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)


def checksum(arrays: Sequence[npt.NDArray[np.generic]]) -> str:
    """Return the SHA-256 of some arrays: shapes, types and contents.

    Examples
    --------
    >>> checksum([np.zeros(2)]) == checksum([np.zeros(2)])
    True
    """
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
