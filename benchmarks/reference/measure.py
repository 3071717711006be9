"""Does one piece of work in the reference's way, several times, and prints one JSON line about it.

    python measure.py WORK PIECE [--repetitions N] [--threads N] [--generator-dtype float32|bfloat16]
"""

import argparse
import json
import platform
import statistics
import time
from pathlib import Path

import torch
import transformers

import pieces
from models import Generator
from workload import Plan

WARM_UP_SECONDS = 3


def resident(field: str) -> int:
    with open("/proc/self/status") as lines:
        for line in lines:
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024
    return 0


def reset_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pass  # then the peak counts from the start of the process


def warm_up(piece: pieces.Piece) -> dict:
    """Runs it for WARM_UP_SECONDS, at least once, as the other side does; returns what the first run found."""
    begin = time.perf_counter()
    checks = piece.run()
    while time.perf_counter() - begin < WARM_UP_SECONDS:
        piece.run()
    return checks


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("work", type=Path)
    arguments.add_argument("piece", choices=sorted(pieces.PIECES))
    arguments.add_argument("--repetitions", type=int, default=3)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--generator-dtype", default="float32", choices=["float32", "bfloat16"])
    given = arguments.parse_args()
    Generator.dtype = getattr(torch, given.generator_dtype)
    torch.set_num_threads(given.threads)
    torch.manual_seed(1)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()

    piece = pieces.PIECES[given.piece](given.work, Plan.read(given.work))
    loaded = resident("VmRSS")
    reset_peak()
    if piece.warm_up:
        checks = warm_up(piece)
    else:
        piece.rehearse()
        checks = {}
    seconds = []
    cpu_seconds = []
    for _ in range(given.repetitions):
        cpu_begin = time.process_time()
        begin = time.perf_counter()
        found = piece.run()
        seconds.append((time.perf_counter() - begin) / piece.units)
        cpu_seconds.append((time.process_time() - cpu_begin) / piece.units)
        checks = checks or found
    print(
        json.dumps(
            {
                "side": "reference",
                "piece": given.piece,
                "seconds": seconds,
                "median": statistics.median(seconds),
                "medianCpu": statistics.median(cpu_seconds),
                "checks": {name: float(value) for name, value in checks.items()},
                "loadedBytes": loaded,
                "peakBytes": resident("VmHWM"),
                "versions": f"Python {platform.python_version()}, torch {torch.__version__}, "
                f"transformers {transformers.__version__}",
            }
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
