/** Scripts of several lines, as tutorials have them. */
export const PROGRAMS: readonly string[] = [
  `#!/bin/bash
set -euo pipefail
log() { printf '[%s] %s\\n' "$1" "\${*:2}" >&2; }
main() {
  local name=\${1:-world}
  log INFO "hello $name"
  echo "result: $name"
  nosuchcommand
}
main "$@"`,
  `echo line1
nosuch
f() {
  echo in f at $LINENO
  nosuch2
}
f
echo $LINENO
eval 'nosuch3
echo $LINENO'`,
  `trap 'echo "error on line $LINENO: $BASH_COMMAND (exit $?)"' ERR
true
ls /nosuch 2>/dev/null
f() {
  false
}
f
echo done`,
  `if [ "$1" = "" ]; then
  echo "usage: $(basename "$0") arg"
fi
[[ \${BASH_SOURCE[0]} == "$0" ]] && echo main
while IFS=, read -r name port; do
  printf '%-10s|%5d|\\n' "$name" "$port"
done <<EOF
web,80
db,5432
EOF`,
  `echo "unclosed
echo next`,
  `echo ok
if true; then
  echo a`,
  `echo ok
for i in 1 2 3
  echo $i
done`,
  `echo ok
f() {
  echo a
}}`,
  `echo ok; echo $((1+)); echo same line
echo next line`,
  `echo ok; echo \${x!}; echo same
echo next`,
  `echo ok; echo \${}; echo same
echo next`,
  `set -u
echo $undefined
echo not reached`,
  `readonly A=1
A=2
echo after`,
  `declare -i n=5
readonly n
f() { n=6; echo not; }
f
echo after`,
  `set -x
foo="a b"
arr=(1 "2 3")
echo "\${arr[@]}" $foo
if [[ $foo == a* ]]; then echo match; fi
for ((i=0; i<2; i++)); do :; done
while read -r l; do echo "$l"; done < <(echo x)
(cd / && pwd)
x=$(echo sub | tr a-z A-Z)
case $x in SUB) echo yes;; esac
f() { local v=1; return 3; }
f || echo failed
echo a > out 2>&1
cat <<E
here $x
E
declare -A m=([k]=v)
export Y=1
! true
echo "quote'd" $'tab\\there' ''
set +x`,
  `PS4='+ \${BASH_SOURCE##*/}:\${LINENO}: '
set -x
echo a
f() {
  echo b
}
f`,
  `cleanup() { echo "cleanup $?"; }
trap cleanup EXIT
false
exit 7`,
  `# retry
n=0
until [ $n -ge 3 ]; do
  n=$((n+1))
  echo "try $n"
  [ $n -eq 2 ] && break
  sleep 0.1
done
echo "n=$n"`,
  `declare -A count
for w in a b a c b a; do
  ((count[$w]++)) || true
  (( count["$w"] += 0 ))
done
for k in "\${!count[@]}"; do echo "$k \${count[$k]}"; done | sort`,
  `arr=()
while IFS= read -r line; do arr+=("$line"); done < <(printf '%s\\n' one "two three" four)
echo "\${#arr[@]}: \${arr[1]}"
printf '<%s>\\n' "\${arr[@]}"
IFS=,; echo "\${arr[*]}"
unset 'arr[0]'; echo "\${!arr[@]}"`,
  `parallel() { for i in 1 2 3; do ( sleep 0.$i; echo "job $i" ) & done; wait; }
parallel
echo all done`,
  `pids=()
for i in 1 2 3; do (exit $i) & pids+=($!); done
for p in "\${pids[@]}"; do wait $p; echo "exit $?"; done`,
  `tmp=$(mktemp) || exit 1
trap 'rm -f "$tmp"' EXIT
echo data > "$tmp"
[ -s "$tmp" ] && echo nonempty`,
  `spin='-\\|/'
for i in 0 1 2 3; do printf '\\r%s' "\${spin:$i:1}"; done; echo`,
  `select_opt() { local PS3="pick: "; select o in yes no; do echo "$o"; break; done; }
select_opt <<< 2`,
  `str="Hello, World"
echo "\${str,,}" "\${str^^}" "\${str//o/0}" "\${str%%,*}" "\${#str}"
[[ $str =~ ^([A-Za-z]+),\\ (.*)$ ]] && echo "\${BASH_REMATCH[1]}-\${BASH_REMATCH[2]}"
echo "\${str:7}" "\${str: -5:3}" "\${str/World/$USER}"
rev=""; for ((i=\${#str}-1; i>=0; i--)); do rev+="\${str:i:1}"; done; echo "$rev"`,
  `{
  echo "group"
  exit 3
} | cat
echo "status \${PIPESTATUS[0]}"`,
  `if ! out=$(ls /nosuch 2>&1); then echo "failed: \${out##*: }"; fi
if out=$(echo ok) && [ -n "$out" ]; then echo "$out"; fi`,
  `set -e
func() { echo start; false; echo unreachable; }
if func; then echo "returned ok"; fi
result=$(func) || echo "sub failed"
echo "result=$result"
func`,
  `set -eE -o functrace
trap 'echo "ERR at \${FUNCNAME[0]:-main}:$LINENO"' ERR
a() { b; }
b() { false; }
a
echo not`,
  `i=10
while ((i > 0)); do ((i -= 3)); done; echo $i
((i == -2)) && echo yes
echo $(( i < 0 ? -i : i )) $(( (i+10) % 7 )) $((16#1F)) $((i**2))`,
  `while true; do
  case "\${1:-}" in
    --name=*) name="\${1#*=}"; shift ;;
    --) shift; break ;;
    "") break ;;
    *) shift ;;
  esac
done
echo "name=\${name:-unset}"
set -- --name=bob --verbose -- x y
while [ $# -gt 0 ]; do case $1 in --name=*) name=\${1#--name=};; --) shift; break;; esac; shift; done
echo "$name $*"`,
  `deploy() {
  local env=$1 replicas=\${2:-1}
  case "$env" in
    prod|staging) echo "deploying to $env with $replicas" ;;
    *) echo "unknown env: $env" >&2; return 1 ;;
  esac
}
deploy prod 3; deploy dev || echo "failed with $?"`,
  `while IFS='=' read -r key value; do
  [[ $key =~ ^# || -z $key ]] && continue
  printf -v "$key" '%s' "$value"
done <<'CONF'
# comment
NAME=web
REPLICAS=3
CONF
echo "$NAME $REPLICAS"`,
  `wait_for() { local n=0; until "$@"; do ((++n >= 3)) && return 1; sleep 1; done; }
wait_for test -e ready || echo "gave up"
touch ready; wait_for test -e ready && echo "ready"`,
  `json='{"name":"web","image":"nginx:1.27"}'
image=\${json#*\\"image\\":\\"}; image=\${image%%\\"*}
echo "\${image%:*} \${image##*:}"`,
  `mapfile -t lines < <(printf 'b\\na\\nc\\n' | sort)
for i in "\${!lines[@]}"; do echo "$((i+1)). \${lines[i]}"; done
echo "\${lines[*]^^}" "last=\${lines[-1]}"`,
  `exec 3>&1
out=$( { echo stdout; echo stderr >&2; } 2>&1 >&3 )
echo "captured: $out"
exec 3>&-`,
  `f() { local -n arr=$1; arr+=("$2"); }
list=(a); f list b; f list 'c d'; printf '%s|' "\${list[@]}"; echo`,
  `for ((i = 1, j = 10; i < j; i += 3, j -= 2)); do echo "$i $j"; done`,
  `s='a,b;c d'
IFS=',; ' read -ra parts <<< "$s"; echo "\${#parts[@]} \${parts[*]}"
old=$IFS; IFS=:; set -- $PATH; IFS=$old; [ $# -ge 1 ] && echo some`,
  `cat > script.sh <<'E'
#!/bin/bash
echo "args: $# - $*"
exit 4
E
chmod +x script.sh; ./script.sh one "two three"; echo "exit $?"; bash script.sh; echo $?`,
  // A script without #! knows the path at which PATH had it.
  `printf 'echo "$0" "$@"\\n' > s; chmod +x s; PATH=.:$PATH; s a; PATH=:/usr/bin:/bin; hash -r; s b`,
  `i=5; while :; do ((i--)) || break; ((i % 2)) && continue; echo $i; done; echo end $i`,
  `shopt -s lastpipe; printf '1\\n2\\n3\\n' | while read -r n; do ((sum += n)); done; echo "sum=$sum"`,
  `echo "$(date -u -d @0 +%Y)" "$(printf '%03d' 7)" "$(( $(echo 3) * 2 ))" "\${x:-$(echo default)}"`,
  `set -o errexit -o nounset -o pipefail; readonly LIMIT=3; count=0
while (( count < LIMIT )); do count=$((count + 1)); done; echo "$count"
grep -q nothing <<< "something else" || echo "no match"; false | true; echo unreachable`,
  `a=(3 1 2); sorted=($(printf '%s\\n' "\${a[@]}" | sort -n)); echo "\${sorted[@]}"; echo "max \${sorted[-1]} min \${sorted[0]}" "\${#sorted[@]}"`,
  `func_with_default() { echo "\${1-none} \${2:-empty} \${3+given}"; }; func_with_default; func_with_default a ""; func_with_default a b c`,
  `{ sleep 0.2; echo slow; } & { sleep 0.1; echo fast; } & wait; echo both`,
  `timeout 0.2 sleep 5; echo $?; timeout 5 echo quick; echo $?`,
  `x=10; y=3; echo $((x/y)) $((x%y)) $((x**y)) $((x<<y)) $((x>y)) $((x>y?x:y)) $(((x+y)*2)); (( x += y, y = 0 )); echo $x $y`,
  `[[ "v1.35.2" =~ ^v([0-9]+)\\.([0-9]+)(\\.([0-9]+))?$ ]] && echo "\${BASH_REMATCH[1]} \${BASH_REMATCH[2]} \${BASH_REMATCH[4]}"`,
  `printf '%-10s %5s\\n' NAME READY web 1/1 db 0/1; printf '%s\\n' "\${arr[@]:-none}"`,
  `echo one >a.txt; echo two >b.txt; for f in *.txt; do mv "$f" "\${f%.txt}.log"; done; ls; cat {a,b}.log`,
  `find_up() { local d=$PWD; while [[ $d != / && ! -e $d/$1 ]]; do d=\${d%/*}; d=\${d:-/}; done; echo "\${d##*/}"; }; mkdir -p x/y/z; touch x/mark; cd x/y/z; find_up mark`,
  `output=$(cat <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: \${NAME:-demo}
EOF
)
echo "$output" | grep name; echo "$output" | wc -l`,
  `p=/usr/local/bin; echo "\${p////-}" "\${p//\\//:}" \${p/#/x} \${p/%/y}; echo $[1+2] $[(1+2)*3]`,
  `sleep 5 & sleep 6 & kill $(jobs -p); wait; echo done $?`,
  `source <(echo 'x=5; f() { echo "f $x"; }'); f; . /dev/stdin <<< 'echo from stdin'`,
];
