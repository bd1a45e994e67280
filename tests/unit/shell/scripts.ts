/** Small scripts whose output and exit status must be those of the real bash. */
export const BASH_SCRIPTS: readonly string[] = [
  // quoting
  `echo hello world`,
  `echo 'a  b' "c  d" e\\ \\ f`,
  `echo "a\\"b" 'it'"'"'s' "\\$x \\\\ \\n"`,
  `echo $'tab\\there' $'\\x41\\101\\u00e9'`,
  `echo ""; echo '' x; printf '[%s]' "" '' a; echo`,
  `echo a\\
b`,
  `echo # comment
echo a#b`,
  `x='a   b'; echo $x "$x"`,
  `echo 한글 "파드"; x=한글; echo \${#x} \${x:1}`,
  // parameters
  `echo \${x:-default} \${x-unset} \${x:+alt} "[$x]"`,
  `x=; echo "\${x:-d}" "\${x-d}" "\${x:+a}" "\${x+a}"`,
  `echo \${x:=val} $x`,
  `x=path/to/file.tar.gz; echo \${x#*/} \${x##*/} \${x%.*} \${x%%.*}`,
  `x=banana; echo \${x/a/o} \${x//a/o} \${x/#b/B} \${x/%a/A} \${x//an}`,
  `x=hello; echo \${x:1} \${x:1:3} \${x: -2} \${x:0:-1} \${#x}`,
  `x=hello; echo \${x^} \${x^^} \${x,,}; y=HeLLo; echo \${y,} \${y,,}`,
  `x=y; y=z; echo \${!x}`,
  `echo "\${x:?}" ; echo not reached`,
  `set -- a "b c" d; echo $# $1 "$2"; for i in "$@"; do echo "[$i]"; done`,
  `set -- a "b c" d; for i in $@; do echo "[$i]"; done; for i in "$*"; do echo "[$i]"; done`,
  `set -- 1 2 3; IFS=,; echo "$*"; echo $*`,
  `set --; for i in "$@"; do echo x; done; echo "[$*]" $#`,
  `set -- a b c; shift; echo $1 $#; shift 5; echo $? $#`,
  `set -- a b c d; echo "\${@:2}" "\${@:2:2}" \${@: -1}`,
  `f() { echo $# "$@"; }; f "\${x[@]}"; f "$x"; f $x`,
  `echo "\${x:-a b}" \${x:-a   b} "\${x:-"q r"}"`,
  `x="*"; echo "$x" '*' \\*`,
  `unset x; echo "a\${x}b"; x=1; unset x; echo "[\${x-gone}]"`,
  `readonly r=1; r=2; echo "r=$r"`,
  `a=1 b=2; echo $a$b; a=$b b=$a; echo $a $b`,
  `x=a; x+=b; echo $x; declare -i n=5; n+=3; echo $n`,
  `echo $0 | sed 's/.*/name/'; echo $#`,
  `x="a b"; y=$x; echo "$y"; z=$(echo "1  2"); echo "$z" $z`,
  // IFS
  `IFS=:; x=a:b::c; for i in $x; do echo "[$i]"; done`,
  `IFS=" :"; x=" a : b:c "; for i in $x; do echo "[$i]"; done`,
  `x=" a  b "; for i in x$x"y"; do echo "[$i]"; done`,
  `IFS=; x="a b"; for i in $x; do echo "[$i]"; done`,
  // command substitution
  `echo $(echo a; echo b) "$(echo a; echo b)"`,
  `echo \`echo back \\\`echo nested\\\`\``,
  `x=$(false); echo $?; x=$(exit 3) || echo "failed $?"`,
  `echo "$(printf 'a\\n\\n\\n')b"`,
  `echo $(echo $(echo deep $(echo er)))`,
  `echo "$(echo "quoted $(echo 'x y')")"`,
  `x=$(cat <<E
body
E
); echo "$x"`,
  `x=1; y=$(x=2; echo $x); echo $x $y`,
  // arithmetic
  `echo $((1+2*3)) $(((1+2)*3)) $((7/2)) $((-7/2)) $((-7%3)) $((2**10))`,
  `x=5; echo $((x++)) $x $((++x)) $((x--)) $((x+=10)) $x`,
  `echo $((0x1f)) $((010)) $((2#101)) $((1<<4)) $((5&3)) $((5|3)) $((5^3)) $((~5)) $((!5))`,
  `echo $((1<2)) $((1==2)) $((1&&0)) $((1||0)) $((3>2?10:20))`,
  `echo $((9223372036854775807+1))`,
  `x=3; y=x; echo $((y*2)) $(( $x + 1 ))`,
  `((x=5)); echo $? $x; ((0)); echo $?; let y=3*4; echo $y`,
  `for ((i=0;i<3;i++)); do echo $i; done; for ((;;)); do break; done`,
  `echo $((1/0)); echo next`,
  `i=0; while [ $i -lt 5 ]; do i=$((i+1)); [ $i = 3 ] && continue; echo $i; done`,
  // control
  `if true; then echo a; else echo b; fi; if false; then echo a; elif true; then echo c; fi`,
  `if false; then :; fi; echo $?`,
  `for i in 1 2 3; do if [ $i = 2 ]; then break; fi; echo $i; done; echo end`,
  `for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done`,
  `for i in 1 2; do for j in a b; do break 2; done; echo no; done; echo $?`,
  `until false; do echo once; break; done`,
  `case abc in a*) echo 1;; *) echo 2;; esac; case x in a|x) echo y;; esac; case q in a) ;; esac; echo $?`,
  `case a in a) echo 1;& b) echo 2;; c) echo 3;; esac; case a in a) echo 1;;& [a-z]) echo 2;; esac`,
  `case "a*b" in "a*b") echo literal;; esac; x='a*'; case abc in $x) echo pat;; esac; case abc in "$x") echo no;; *) echo other;; esac`,
  `case foo in (foo) echo paren;; esac`,
  `true && echo a || echo b; false && echo a || echo b; ! true; echo $?; ! false; echo $?`,
  `false || true && echo x; true || echo no; echo $?`,
  `{ echo a; echo b; } | { read x; echo "got $x"; }`,
  `(x=1; exit 4); echo $? "[$x]"`,
  `x=1; (x=2; echo $x); echo $x; { x=3; }; echo $x`,
  `while read a b; do echo "$b-$a"; done <<E
1 2
3 4 5
E`,
  `for x; do echo $x; done; set -- p q; for x; do echo $x; done`,
  `i=3; while ((i--)); do echo $i; done; echo "i=$i"`,
  // functions
  `f() { echo "in $1"; return 3; }; f x; echo $?`,
  `f() { local x=2; echo $x; }; x=1; f; echo $x`,
  `f() { x=2; }; x=1; f; echo $x; function g { echo g; }; g`,
  `f() { [ $1 -le 1 ] && { echo 1; return; }; echo $(( $1 * $(f $(($1-1))) )); }; f 6`,
  `f() { g; echo "f:$v"; }; g() { v=inner; }; f() { local v=outer; g; echo $v; }; f; echo "[$v]"`,
  `f() (exit 7); f; echo $?; f() { return; }; false; f; echo $?`,
  `f() { echo "$FUNCNAME"; shift; echo $#; }; f a b`,
  `f() { for i in 1 2 3; do [ $i = 2 ] && return 9; done; }; f; echo $?`,
  `f() { echo out; } ; f | cat; x=$(f); echo $x; unset -f f; f 2>/dev/null; echo $?`,
  // redirection and here-documents
  `echo a > f; echo b >> f; cat f; cat < f | wc -l | tr -d ' '; rm f`,
  `echo err >&2 2>/dev/null; { echo out; echo err >&2; } 2>&1 | sort`,
  `cat <<E
x=$((1+1)) $HOME_NOT \\$y \`echo b\`
E
cat <<'E'
$x \`b\` \\
E
cat <<-E
	tab
	E`,
  `cat <<A; cat <<B
one
A
two
B`,
  `cat <<< "here $((1+2))"; read x <<< "a b"; echo $x`,
  `exec 3>f; echo hi >&3; exec 3>&-; cat f; rm f`,
  `exec 4<<E
line1
line2
E
read -u 4 a; read b <&4; echo $b $a`,
  `{ echo a; echo b >&2; } >f 2>&1; cat f; rm f; ls nope &> f; [ -s f ] && echo nonempty; rm f`,
  `echo x > /nonexistent/y 2>/dev/null; echo $?; cat < /nonexistent 2>/dev/null || echo no`,
  `set -C; echo a > f; echo b > f 2>/dev/null; echo $?; echo c >| f; cat f; rm f`,
  `> empty; [ -e empty ] && [ ! -s empty ] && echo made; rm empty`,
  `echo hello | cat - | (read x; echo "<$x>")`,
  `cat <(echo p) <(echo q); while read x; do n=$((n+x)); done < <(seq 3); echo $n`,
  `for i in 1 2 3; do echo $i; done > f; while read x; do echo "r$x"; done < f; rm f`,
  // pipelines
  `echo a | tr a b | tr b c; false | true; echo $?; set -o pipefail; false | true; echo $?`,
  `true | false | true; echo "\${PIPESTATUS[@]}"`,
  `yes | head -3; echo "\${PIPESTATUS[0]}"`,
  `seq 5 | while read x; do s=$((s+x)); echo $s; done; echo "[$s]"`,
  `! echo a | grep -q b; echo $?`,
  `seq 1 100000 | head -1; seq 3 | tail -1; seq 10 | sort -rn | head -2`,
  // globs
  `touch b.txt a.txt c.log; echo *.txt *.none [ac]* ?.log; rm *.txt *.log; echo *`,
  `mkdir -p d/e; touch d/x d/.h d/e/y; echo d/* d/*/* d/.h*; rm -r d`,
  `touch 'a b'; for f in a*; do echo "[$f]"; done; x='a*'; echo $x "$x"; rm 'a b'`,
  `set -f; echo *; set +f; touch z1; echo z[0-9] z[!0-9]; rm z1`,
  `touch m-1.txt m-2.txt; echo *-* m-[12]*; rm m-*; case a-b in a-*) echo ok;; esac; v=a-b-c; echo \${v%-*} \${v#*-} [z-a] -o=x[*].y`,
  `shopt -s nullglob; echo x*none y; touch q; echo q*; rm q`,
  // braces and tilde
  `echo {a,b}{1,2} {1..5} {5..1..2} {a..e} x{,y}z {01..03} {a} {} "{a,b}" pre{a,{b,c}}`,
  `HOME=/h; echo ~ ~/x "~" a~; x=~/y; echo $x; p=~/a:~/b; echo $p`,
  // test
  `[ a = a ] && echo 1; [ a != b ] && echo 2; [ -z "" ] && echo 3; [ -n "" ] || echo 4; [ 3 -gt 2 -a 1 -lt 2 ] && echo 5; [ ! a = b ] && echo 6`,
  `[ -d / ] && [ ! -f / ] && [ -e /dev/null ] && echo ok; test -x /nonexistent; echo $?; [ ]; echo $?; [ x ]; echo $?`,
  `[[ abc == a* ]] && echo 1; [[ abc == "a*" ]] || echo 2; [[ abc =~ ^a(.)c$ ]] && echo \${BASH_REMATCH[1]}; [[ a < b && 2 -lt 10 ]] && echo 3`,
  `x="a b"; [[ $x = "a b" ]] && echo 1; [[ -z $y ]] && echo 2; [[ ! -n $y || -f /x ]] && echo 3; [[ ( a == a ) && b != c ]] && echo 4`,
  `[ a -eq 1 ] 2>/dev/null; echo $?; [ "(" a ")" ] ; echo $?; [ -n a -o -n "" ]; echo $?`,
  // builtins
  `printf '%s-%d|%5s|%-5s|%05d|%x|%o|%c|%%\\n' a 5 b c 42 255 8 xyz`,
  `printf '%s\\n' a b c; printf 'no newline'; echo; printf '%b' 'a\\tb\\n'; printf '%.2f %e %g\\n' 3.14159 1234.5 0.0001`,
  `printf '%q\\n' 'a b' "it's"; printf -v x '%03d' 7; echo $x`,
  `echo -n a; echo -e 'b\\tc\\n'; echo -E 'x\\ty'; echo -- -n; echo -z`,
  `read a b c <<< "1 2 3 4"; echo "$c"; IFS=: read x y <<< "p:q:r"; echo "$x|$y"; read -r z <<< 'a\\b'; echo "$z"; read <<< " r "; echo "[$REPLY]"`,
  `read x < /dev/null; echo $?; printf 'no-eol' | { read x; echo "$? $x"; }; read -a arr <<< "a b c"; echo \${arr[1]}`,
  `while getopts ab:c o -a -b val -c rest; do echo "$o \${OPTARG-}"; done; echo $OPTIND`,
  `set -- -xv foo -y; while getopts :xy:v: o; do echo "$o:$OPTARG"; done; shift $((OPTIND-1)); echo $#`,
  `eval 'x=5; echo $x'; y='$x'; eval "echo $y"; eval "exit 4"`,
  `echo 'echo sourced $1; return 6' > s; . ./s arg; echo $?; source ./s; rm s`,
  `type cd | head -1; type -t if cd; f() { :; }; type -t f; command -v cd; command -v nonexistent; echo $?`,
  `cd /; pwd; cd /tmp; cd -; cd /nonexistent 2>/dev/null; echo $?; cd ../..; pwd`,
  `export A=1; B=2; sh -c 'echo "$A[$B]"'; C=3 sh -c 'echo $C'; echo "[$C]"; export -n A; sh -c 'echo "[$A]"'`,
  `true; echo $?; false; echo $?; :; echo $?; (exit 300); echo $?; nonexistent_cmd 2>/dev/null; echo $?`,
  `umask; umask 077; umask; umask -S`,
  `exit 7; echo no`,
  `(exit 3) && echo y; echo $?; exit`,
  `trap 'echo bye' EXIT; echo hi; exit 2`,
  `trap 'echo sub' EXIT; (echo in); x=$(echo cs); echo $x; trap - EXIT; trap 'echo got USR1' USR1; kill -USR1 $$; echo after`,
  `trap '' TERM; kill -TERM $$; echo alive; trap - TERM; trap 'echo T; exit 9' TERM; kill $$; echo no`,
  `sh -c 'kill -9 $$'; echo $?; sh -c 'kill -TERM $$'; echo $?; (kill -INT $BASHPID; echo no); echo $?`,
  `sleep 0.1 & wait $!; echo $?; (exit 5) & wait $!; echo $?; wait; echo $?`,
  `sleep 5 & p=$!; kill $p; wait $p; echo $?; kill -0 $p 2>/dev/null; echo $?`,
  `{ sleep 0.3; echo late; } & echo early; wait; echo done`,
  `false & wait $! || echo "st $?"; true & true & wait; echo $?`,
  `set -e; true; false; echo no`,
  `set -e; if false; then :; fi; false || true; ! true; echo ok; (false); echo no`,
  `set -e; f() { false; echo in; }; f || echo caught; f; echo no`,
  `set -e; x=$(false); echo no`,
  `set -u; echo "\${x-ok}"; echo $x; echo no`,
  `set -o | grep errexit; set -e; set -o | grep errexit | tr -s ' \\t' ' '; echo $- | grep -c e`,
  `alias foo='echo aliased'; shopt -s expand_aliases; alias bar='echo b '
bar x; unalias bar; type -t bar; alias foo`,
  `times > /dev/null; ulimit -n > /dev/null; hash -r; echo $?`,
  // arrays
  `a=(x "y z" w); echo \${a[0]} "\${a[1]}" \${#a[@]} "\${a[@]}"; a+=(v); echo \${a[-1]} \${!a[@]}; for i in "\${a[@]}"; do echo "[$i]"; done`,
  `a=(); echo \${#a[@]} "[\${a[0]}]"; a[5]=q; echo \${!a[@]} \${#a[@]}; unset 'a[5]'; echo \${#a[@]}; a=([2]=b [0]=a c); echo "\${a[@]}"`,
  `declare -A m; m[k]=v; m[x y]=z; echo \${m[k]} "\${m[x y]}" \${#m[@]}; i=1; a=(p q r); echo \${a[i]} \${a[i+1]} "\${a[@]:1}" "\${a[*]/q/Q}"`,
  `IFS=,; a=(1 2 3); echo "\${a[*]}"; mapfile -t l <<< $'u\\nv'; echo \${l[1]} \${#l[@]}; b=("\${a[@]}"); echo \${#b[@]}`,
  `f() { local -a arr=(1 2); local s="a b"; echo \${#arr[@]} "$s"; }; f; x=(a b); echo $x; declare -p x | cut -c1-10`,
  // mixed
  `i=0; while :; do i=$((i+1)); [ $i -ge 3 ] && break; done; echo $i`,
  `x=5; [ $x -eq 5 ] && { echo five; } || { echo other; }`,
  `for f in a b c; do echo $f; done | sort -r | head -1`,
  `n=0; for i in $(seq 1 10); do ((i%2==0)) && ((n+=i)); done; echo $n`,
  `echo one; echo two >&2 | cat; echo "a;b" 'c|d' e\\&f`,
  `if [ "$(echo x | tr x y)" = y ]; then echo "match: $(echo "in $(echo deep)")"; fi`,
  `f() { cat; }; echo piped | f; f <<< heredoc; f < /dev/null; echo $?`,
  `x=a.b.c; IFS=.; set -- $x; echo $# $3; unset IFS; echo "$*"`,
  `s=hello; while [ -n "$s" ]; do c=\${s%"\${s#?}"}; s=\${s#?}; printf '%s,' "$c"; done; echo`,
  `cmd="echo a b"; $cmd; e="echo"; $e "x  y"; "$cmd" 2>/dev/null; echo $?`,
  `true & echo $((1)); wait; exec echo replaced; echo no`,
  `time true 2>/dev/null; { time :; } 2>&1 | grep -c real`,
  `echo a; exec 2>/dev/null; ls nonexistent; nonexistent; echo b`,
  `x=1; if ((x > 0)) && [[ $x -lt 5 ]]; then echo in; fi; echo \${x:+set} $((x?1:2))`,
  `echo a &&
echo b ||
echo c
echo d |
cat`,
  `if`,
  `echo ok; fi`,
  `echo "unterminated`,
  `echo ok
for in x; do`,
  `echo a; ) echo b`,
];

/** Scripts that must do in our dash what Debian's does. */
export const DASH_SCRIPTS: readonly string[] = [
  `echo 'a\\tb'; echo -n x; echo; echo -e y`,
  `x=abc; echo \${x#a} \${x%c} \${#x} \${y:-d}`,
  `echo {a,b}; f() { local x=1; echo $x; }; f`,
  `echo $((1+2)) $((7%3)); i=0; i=$((i+1)); echo $i`,
  `set -- a b; for x in "$@"; do echo $x; done; shift; echo $1`,
  `[ a = a ] && echo y; [ 1 -lt 2 ]; echo $?; nonexistent 2>/dev/null; echo $?`,
  `trap 'echo bye' EXIT; echo hi`,
  `set -e; false; echo no`,
  `cat <<E
$((2*3))
E`,
  `sleep 0.1 & wait $!; echo $?; kill -l 15`,
  `cd /nonexistent 2>/dev/null; echo $?; . /nonexistent 2>/dev/null; echo no`,
  `unset x; : \${x:?}; echo no`,
  `readonly r=1; r=2; echo no`,
  `if`,
  `echo a; done`,
];
