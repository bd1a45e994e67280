/** Turns of phrase of everyday scripts. */
export const IDIOMS: readonly string[] = [
  `sleep 5 & sleep 6 & kill $(jobs -p); wait; echo done $?`,
  `source <(echo 'x=5; f() { echo "f $x"; }'); f; . /dev/stdin <<< 'echo from stdin'`,
  `f() { if [ -n "$1" ]; then for i in a b; do echo "$i"; done; else case $1 in x) echo;; esac; fi; while false; do :; done; a && b || c; { echo g; }; (sub); echo x > f 2>&1; }; type f`,
  `echo "\${x//\\//_}" "a/b/c" ; p=/usr/local/bin; echo "\${p//\\//:}" "\${p////-}" "\${p##*/}" "\${p%/*}"`,
  `v="a b c"; echo \${v// /,} "\${v// /$'\\n'}"; echo "\${v/ /}" \${v//[ab]}; e=; echo "\${e:-x}\${e:+y}"`,
  `a="x"; a+="y"; echo $a; b=(1); b+=(2 3); echo \${b[@]}; echo \${b[@]/#/p} \${b[@]/%/s}`,
  `echo $((  1 + 2 )) $[1+2]; let "x = 3"; echo $x; echo $((x == 3 ? 10 : 20)); echo "$((1+1))$((2+2))"`,
  `if [[ -z \${CI:-} && "$(echo y)" == [yY]* ]]; then echo go; fi`,
  `i=0; while read -r a _; do ((i++)); echo "$i:$a"; done < <(printf 'x 1\\ny 2\\n'); echo $i`,
  `echo a b c | { read -r x y z; echo "$z$y$x"; }; echo "a:b" | (IFS=: read -r p q; echo "$q$p")`,
  `printf '%s ' "$@"; set -- {a..c}; printf '%s ' "$@"; echo; echo "\${@:2:1}" "\${!#}" "\${@: -1}"`,
  `declare -r X=5; echo $X; declare -a A=(1 2); echo \${A[1]}; declare -x E=1; env | grep ^E=; typeset -i N=3*4; echo $N`,
  `echo "line1
line2" | while IFS= read -r l || [ -n "$l" ]; do echo "> $l"; done; printf 'no newline' | while read -r l || [ -n "$l" ]; do echo "> $l"; done`,
  `(cd /tmp; pwd); pwd | grep -c .; cd /usr/../tmp; pwd; cd - > /dev/null; ! [ -f nosuch ]; echo $?`,
  `time_it() { local s=$SECONDS; sleep 2; echo $((SECONDS - s)); }; time_it`,
  `echo {a,b}.{x,y} {1..3..2} {c..a} "{a,b}" a{,b} {a,{b,c}d}; echo \${#:-} 2>/dev/null; echo \\# \\* "*"`,
  `cat <<'EOF' | sed 's/x/y/' > out.txt
x1
$x2
EOF
cat out.txt; cat << EOF >> out.txt
appended $((2*3))
EOF
tail -1 out.txt`,
  `true & wait $!; echo $?; { false; } & wait $!; echo $?; jobs; echo none`,
  `f() { echo "$@" >&2; return 2; }; f err 2>&1 | tr a-z A-Z; echo \${PIPESTATUS[0]}; f x 2>/dev/null || echo rc=$?`,
  `case "$OSTYPE" in linux*) echo linux;; darwin*) echo mac;; esac; case 15 in 1[0-9]) echo teen;; esac; case x$empty in x) echo empty;; esac`,
  `unset PATH_X; : "\${PATH_X:=/default}"; echo $PATH_X; : \${Y:?must be set}; echo no`,
  `xargs -n1 echo got <<< "a b"; echo x y | xargs -I{} echo "[{}]"; find . -maxdepth 0 -exec echo {} \\;`,
  `x='a b'; y="'$x'"; echo $y; eval "echo $y"; z=\\"q\\"; echo $z; echo "a'b\\"c"`,
  `f() { local a=$1; shift; local b=("$@"); echo "$a \${#b[@]} \${b[*]}"; }; f 1 "2 3" 4`,
  `arr=(a b c); echo "\${arr[@]:1}" "\${arr[@]::2}" "\${arr[@]: -1}"; for i in "\${arr[@]:0:\${#arr[@]}-1}"; do echo $i; done; echo \${arr[*]/b/B} \${#arr} \${arr[$((1+1))]}`,
  `set -e; [ -d /nosuch ] && echo no; echo still; if ! false; then echo neg; fi; x=$( [ 1 = 1 ] && echo yes ); echo $x; test -f /nosuch; echo unreachable`,
  `s=abcabc; echo \${s#*b} \${s##*b} \${s%b*} \${s%%b*} \${s/b/[$s]} \${s:\${#s}-2} \${s:1:\${#s}-2} \${s^?} \${s@U}`,
  `echo "$(echo "nested $(echo "deep \\"quoted\\"")")" '$(not)' "\\$(not)" \`echo "bq \\\`echo in\\\`"\``,
  `cat <<A; echo mid; cat <<B
$(cat <<C
inner
C
)
A
b-body
B`,
  `if { echo cond; false; } || true; then echo then; fi; until { echo u; true; }; do :; done; { echo a; echo b; } > g; cat < g; ! { false; }; echo $?`,
  `f() { case $1 in -h|--help) echo help;; -*) echo "opt $1";; *) echo "arg $1";; esac; }; f -h; f --foo; f x`,
  `declare -a stack=(); push() { stack+=("$1"); }; pop() { unset 'stack[-1]'; }; push a; push b; pop; echo "\${stack[@]}" \${#stack[@]}`,
  `a=1; { a=2; }; (a=3); echo $a; a=4 | true; echo $a; echo $(a=5; echo $a) $a; f() { a=6; }; f; echo $a`,
  `echo $(( 0 || 2 )) $(( !3 )) $(( -3 % 2 )) $(( 7 & ~2 )) $(( 1 ? 2 : 3 ? 4 : 5 )) $(( (1,2) )) $(( a = 5, a += 1 )) $a`,
  `IFS=; read -r line <<< "  keep  "; echo "[$line]"; unset IFS; read -r a b <<< "  x   y z  "; echo "[$a][$b]"; read -ra w <<< "1 2 3"; echo \${w[2]}`,
  `printf '[%s]\\n' "\${undefined[@]}" "\${undefined:-}" ; e=(); printf '[%s]\\n' "\${e[@]}" end; printf '%s-%s\\n' a b c`,
  `exec 5>&1; { echo to5 >&5; } >/dev/null; exec 5>&-; { echo x >&5; } 2>/dev/null || echo closed; exec 6<<< "from six"; read -r v <&6; echo $v`,
  `f() { return $(( $1 > 2 )); }; f 1 && echo small; f 5 || echo big; g() { [[ $1 ]] ; }; g "" || echo empty; g x && echo nonempty`,
  `echo a >f1; [[ f1 -nt nosuch ]] && echo newer; [[ -e f1 && ! -e f2 ]] && echo e; mv f1 f2; [ -f f2 ] && rm f2; [ -e f2 ] || echo gone`,
  `echo hello > f; cat f > f; wc -c < f; echo a > f; cat f >> f; echo $?; cat f; cat < f > g; cat g f > h; cat h`,
  `shopt -s globstar dotglob; mkdir -p x/y/.z; touch x/1 x/y/2 x/y/.z/3 .h; printf '%s\\n' **/; printf '%s\\n' **`,
  `readonly D=1; D=2 true; echo st $?; D=2 false; echo st $?; D=2 sh -c 'echo "[$D]"'; set -e; D=3 true; echo never`,
];
