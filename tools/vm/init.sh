#!/vm/busybox sh
# The first process of the guest: it loads the modules, takes what the host shares,
# runs one command and powers off. tools/vm/machine.ts writes what is under /vm.
b=/vm/busybox

$b mkdir -p /proc /sys /dev /run /tmp /root /etc /var/tmp
$b mount -t proc proc /proc
$b mount -t sysfs sys /sys
$b mount -t devtmpfs dev /dev

while read -r module parameters; do
  # shellcheck disable=SC2086 # the parameters are words of their own
  $b insmod "/vm/modules/$module" $parameters || echo "insmod $module failed"
done </vm/modules.list

# The ways out: what the command says, its complaints, and what we tell about it.
for port in /sys/class/virtio-ports/*; do
  read -r name <"$port/name"
  eval "$name=/dev/${port##*/}"
done
exec 3>"$told"

$b mkdir -p /dev/pts /dev/shm
$b mount -t devpts -o mode=620 devpts /dev/pts
for folder in /dev/shm /run /tmp /root; do $b mount -t tmpfs -o mode=1777 tmpfs "$folder"; done
# Only now, because what is shared may lie below those.
while read -r tag access path; do
  $b mkdir -p "$path"
  $b mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,$access,cache=loose "$tag" "$path" ||
    echo "mounting $path failed"
done </vm/shares

$b mount -t configfs configfs /sys/kernel/config
$b ip link set lo up
$b hostname rig

echo up >&3
/bin/sh /vm/command >"$out" 2>"$err" </dev/null 3>&-
echo "exit $?" >&3
$b sync
echo o >/proc/sysrq-trigger
$b sleep 60
