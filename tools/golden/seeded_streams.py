"""The 20 streams of packages/drift-detection/src/concept/seeded-streams.ts: both make the same bits, so that none needs to be committed.

Uniform numbers are s / 2^32 of the linear congruential generator s <- (1664525 s + 1013904223) mod 2^32, started at 7919 (k + 1) for stream k.
Eight segments of 2,500 steps have an error rate each; in odd streams it moves linearly from that of the segment before.
A step draws four numbers: the error is the first < rate; the value is 4 rate + the sum of the others - 1.5.
"""

STREAMS = 20
STEPS = 20_000
SEGMENT = 2_500
LEVELS = [0.05, 0.2, 0.1, 0.35, 0.15, 0.5, 0.08, 0.3]


def stream(k):
    state = 7919 * (k + 1)
    errors, values = [], []
    for step in range(STEPS):
        segment, place = divmod(step, SEGMENT)
        rate = LEVELS[(k + segment * (1 + k % 5)) % 8]
        if k % 2 == 1 and segment > 0:
            before = LEVELS[(k + (segment - 1) * (1 + k % 5)) % 8]
            rate = before + (rate - before) * (place / SEGMENT)
        drawn = []
        for _ in range(4):
            state = (1664525 * state + 1013904223) % 2**32
            drawn.append(state / 2**32)
        errors.append(1 if drawn[0] < rate else 0)
        values.append(4 * rate + drawn[1] + drawn[2] + drawn[3] - 1.5)
    return errors, values


def ranges(steps):
    """Ascending steps as [first, how many, first, how many, ...] of runs."""
    found = []
    for step in steps:
        if found and step == found[-2] + found[-1]:
            found[-1] += 1
        else:
            found += [step, 1]
    return found
