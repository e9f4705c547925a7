# For rigs that take SWITCH=path/to/driver.sh.
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/drivers/mirach.sh"
