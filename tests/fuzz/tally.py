"""What became of each thing that was thrown: counts by answer, the slowest, and every fault with what shows it again."""

import resource
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

# A fault is kept with this much of what showed it.
_MAX_SHOWN = 4000


@dataclass
class Tally:
    """``answers`` counts by code; ``faults`` must be empty. Seconds are of the processor, so that a busy machine is no fault."""

    count: int = 0
    slowest: float = 0.0
    slowest_by: str = ""
    answers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    peak_mb: float = 0.0

    def take(self, kind: str, what: bytes, op: Callable[[], str]) -> None:
        """Do it; ``op`` gives the answer's code and raises only what is a fault."""
        begin = time.process_time()
        try:
            self.answers[f"{kind}: {op()}"] += 1
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
            self.fault(f"{kind}: {type(error).__name__} at {place}: {error} by {what[:_MAX_SHOWN].hex()}")
        spent = time.process_time() - begin
        self.count += 1
        if spent > self.slowest:
            self.slowest, self.slowest_by = spent, f"{kind} {what[:200].hex()}"

    def fault(self, said: str) -> None:
        """Keep one; of very many only the first."""
        if len(self.faults) < 200:
            self.faults.append(said)

    def add(self, other: "Tally") -> "Tally":
        """Both together."""
        self.count += other.count
        self.answers += other.answers
        self.faults += other.faults
        self.peak_mb = max(self.peak_mb, other.peak_mb)
        if other.slowest > self.slowest:
            self.slowest, self.slowest_by = other.slowest, other.slowest_by
        return self

    def done(self) -> "Tally":
        """Note how much memory this process ever had."""
        self.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return self
