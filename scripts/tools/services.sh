#!/bin/sh
# The servers that the tests speak to, from Debian's packages, when they are not here: none of them is started by the system.
# `scripts/tools/services.sh dovecot=dovecot-imapd …` takes program=package pairs; without any, all that the tests need.
set -eu
PATH=$PATH:/usr/sbin:/sbin
[ $# -gt 0 ] || set -- dovecot=dovecot-imapd nginx=nginx-light sshd=openssh-server rsync=rsync pdfinfo=poppler-utils

missing=
for pair in "$@"; do
    command -v "${pair%%=*}" > /dev/null || missing="$missing ${pair#*=}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "The tests need$missing. On Debian, as root: apt-get install$missing" >&2
    exit 1
fi
echo "Installing for the tests:$missing" >&2
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then  # Debian starts what it installs, unless it is told not to
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get -qq -o Dpkg::Use-Pty=0 update > /dev/null || true
apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends $missing > /dev/null
