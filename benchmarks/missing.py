"""Print what an installed package requires and is not installed, leaving some out: PACKAGE [LEFT-OUT ...]."""

import sys
from importlib import metadata

from packaging.requirements import Requirement

package, left_out = sys.argv[1], set(sys.argv[2:])
for line in metadata.requires(package) or ():
    requirement = Requirement(line)
    is_wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    if requirement.name in left_out | {"torch"} or not is_wanted:
        continue
    try:
        metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        print(f"{requirement.name}{requirement.specifier}")
