"""Many papers at once: long-lived processes that set them, each with its faces and style sheet read once.

A fresh process costs as much as twenty certificates, so there is never one for each file.
"""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from portal.documents import certificate
from portal.documents.certificate import Certificate
from portal.documents.fonts import Fonts
from portal.errors import PortalError

Set = TypeVar("Set")

AT_ONCE = 5
"""Certificates that a process is given together."""
LOOK = 0.25
"""Seconds between two looks at whether to go on."""


class BrokenOff(PortalError):
    """A process that was setting papers ended before it was done."""


@lru_cache(maxsize=1)
def pool(processes: int) -> ProcessPoolExecutor:
    """The processes, started when they are first needed; they end with the one that started them."""
    return ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(os.getpid(),),
    )


def _begin(parent: int) -> None:
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """A process whose parent was killed would wait for work for ever."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def each_apart(
    papers: Sequence[Certificate],
    texts: Sequence[str],
    fonts: Fonts,
    folder: Path,
    *,
    processes: int,
    told: Callable[[int], None],
) -> Iterator[tuple[Certificate, bytes]]:
    """Each certificate as a file of its own, in order. `told(done)` is called as they come, and may raise:
    then what was not begun is not done. Raises BrokenOff when a process dies, CharacterMissing as `render`.
    """
    chunks = [papers[at : at + AT_ONCE] for at in range(0, len(papers), AT_ONCE)]
    waiting = [pool(processes).submit(_apart, chunk, texts, fonts, folder) for chunk in chunks]
    done = 0
    try:
        for chunk, future in zip(chunks, waiting, strict=True):
            files = _awaited(future, partial(told, done))
            yield from zip(chunk, files, strict=True)
            done += len(chunk)
            told(done)
    finally:
        for future in waiting:
            future.cancel()


def _apart(papers: Sequence[Certificate], texts: Sequence[str], fonts: Fonts, folder: Path) -> list[bytes]:
    return [certificate.render([paper], texts, fonts, folder) for paper in papers]


def together(
    papers: Sequence[Certificate],
    texts: Sequence[str],
    fonts: Fonts,
    folder: Path,
    *,
    processes: int,
    told: Callable[[int], None],
) -> bytes:
    """All certificates as one file, a page each. Raises as `each_apart` does."""
    future = pool(processes).submit(certificate.render, papers, texts, fonts, folder)
    return _awaited(future, partial(told, 0))


def _awaited(future: "Future[Set]", look: Callable[[], None]) -> Set:
    try:
        while True:
            try:
                return future.result(timeout=LOOK)
            except TimeoutError:
                if future.done():
                    raise
                look()
    except BrokenProcessPool:
        pool.cache_clear()
        raise BrokenOff("排版的进程中途结束，请重试") from None
