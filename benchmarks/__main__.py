"""`python -m benchmarks`: lists the benchmarks; with a name, runs one."""

import argparse
import pkgutil
import sys
from importlib import import_module

import benchmarks
from benchmarks.figures import Benchmark, as_json, as_text, missed


def known() -> dict[str, Benchmark]:
    """Every benchmark: a module of this package that has one in `BENCHMARK`."""
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    modules = (import_module(f"benchmarks.{name}") for name in names if name != "__main__")
    found = (getattr(module, "BENCHMARK", None) for module in modules)
    return {one.name: one for one in found if isinstance(one, Benchmark)}


def main() -> int:
    """0 when every goal is reached, 1 when one is missed, 2 for wrong use."""
    arguments = _parser().parse_args()
    benchmark_by_name = known()
    if arguments.name is None:
        for one in benchmark_by_name.values():
            print(f"{one.name:<12} {one.summary}")
        return 0
    benchmark = benchmark_by_name.get(arguments.name)
    if benchmark is None:
        names = ", ".join(benchmark_by_name)
        print(f"There is no benchmark {arguments.name!r}; there are: {names}.", file=sys.stderr)
        return 2
    figures = benchmark.run(arguments.short)
    print(as_json(benchmark, figures) if arguments.json else as_text(benchmark, figures))
    return 1 if missed(benchmark, figures) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", nargs="?", help="without it, the benchmarks are listed")
    parser.add_argument("--short", action="store_true", help="fewer records")
    parser.add_argument("--json", action="store_true", help="one JSON object last")
    return parser


if __name__ == "__main__":
    sys.exit(main())
