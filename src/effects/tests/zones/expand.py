"""Prints what CPython and the tzdata package say of every zone between two instants (Unix seconds): a line for each run
of one offset, as zone, first second, offset in seconds, abbreviation."""

import sys
from datetime import datetime, timezone
from importlib import resources
from zoneinfo import ZoneInfo

first, last = map(int, sys.argv[1:])
STEP = 6 * 3600  # no zone changes twice within it


def at(zone, second):
    local = datetime.fromtimestamp(second, timezone.utc).astimezone(zone)
    return int(local.utcoffset().total_seconds()), local.tzname()


print("version", resources.files("tzdata").joinpath("zoneinfo/tzdata.zi").read_text().split("\n")[0].split()[-1])
for name in resources.files("tzdata").joinpath("zones").read_text().split():
    zone = ZoneInfo(name)
    now = at(zone, first)
    print(name, first, *now)
    for second in range(first + STEP, last, STEP):
        if at(zone, second) == now:
            continue
        low, high = second - STEP, second
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if at(zone, middle) == now else (low, middle)
        now = at(zone, second)
        print(name, high, *now)
