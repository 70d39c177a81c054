# Gives the machine its address on the private network. Sourced by the scripts of the nodes after common.sh.
# shellcheck shell=sh disable=SC2154

# address IP: sets it on the one interface that has no address yet, with whatever manages the machine's network.
address() {
  ip -4 -o addr show | grep -q " $1/" && return
  device=$(without_address)
  if [ -z "$device" ]; then
    echo "No network interface is left for the address $1." >&2
    exit 1
  fi
  echo "Giving $device the address $1"
  if command -v nmcli >/dev/null && nmcli -t general status >/dev/null 2>&1; then
    nmcli --terse connection add type ethernet ifname "$device" con-name test.lan \
      ipv4.method manual ipv4.addresses "$1/24" ipv4.never-default yes ipv6.method link-local >/dev/null
    nmcli connection up test.lan >/dev/null
  elif command -v wicked >/dev/null; then
    printf 'STARTMODE=auto\nBOOTPROTO=static\nIPADDR=%s/24\n' "$1" | write_file "/etc/sysconfig/network/ifcfg-$device" 644
    wicked ifup "$device"
  else
    ip addr add "$1/24" dev "$device"
    ip link set "$device" up
  fi
}

without_address() {
  for path in /sys/class/net/*; do
    device=${path##*/}
    [ -e "$path/device" ] || continue
    ip -4 -o addr show dev "$device" | grep -q inet || echo "$device"
  done | head -n 1
}
