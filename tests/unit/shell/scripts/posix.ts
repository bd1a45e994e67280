/** What dash does, and what it does not know. */
export const POSIX: readonly string[] = [
  `echo $'a' $"b" "a\${x}b"; echo -e 'a\\tb'; echo 'a\\tb\\101\\c'; echo -n x; echo`,
  `a=(1 2)`,
  `x+=1; echo $?; [[ a == a ]]; echo $?; ((1+1)); echo $?`,
  `x=abc; echo \${x:1:2}`,
  `x=abc; echo \${x/b/c}`,
  `x=abc; echo \${x^^}`,
  `function f { echo; }; f`,
  `f() echo hi; f`,
  `echo {1..3} {a,b}; echo ~root > /dev/null; echo a &> f; cat f`,
  `cat <<< x`,
  `cat <(echo)`,
  `echo $((x++)); echo no`,
  `echo $((2**3)); echo no`,
  `echo $((1/0)); echo no`,
  `echo $((1 +)); echo no`,
  `x=5; echo $((x+=2)) $((x>3&&x<9)) $((x?1:2)) $((-7/2)) $((0x1f+010)) $((~5)) $((1<<3|1)) $((x=4)) $x`,
  `set -e; x=$(false; echo a); echo "[$x]"; (false; echo in); echo not`,
  `set -u; echo \${x-d}; echo $x; echo no`,
  `set -u; (echo $x); echo $?; echo $1`,
  `echo \${x?}; echo no`,
  `(echo \${x:?msg}); echo $?; readonly r=1; (r=2; echo no); echo $?; r=3; echo no`,
  `unset -v x; unset nosuchf; echo $?; readonly r=1; unset r; echo no $?`,
  `set -x; echo 'a b' "$HOME"; x=1; y='a b'; for i in 1 2; do :; done; x=2 echo c; case a in a) :;; esac; f() { :; }; f 'x y'`,
  `set -o; set +o | head -3`,
  `echo $-; set -eu; echo $-`,
  `type echo if ls cd nosuch; echo $?; f() { :; }; type f; command -v f echo ls; command -V if; command -v nosuch; echo $?`,
  `alias ll='ls -l'
alias; alias ll; unalias ll; alias ll; echo $?; unalias nosuch; echo $?`,
  `alias e='echo '
alias w=world
e w`,
  `x=1 : ; echo "[$x]"; x=2 true; echo "[$x]"; x=3 eval 'echo $x'; echo "[$x]"; f() { echo "f$x"; }; x=4 f; echo "[$x]"; x=5 export y=1; echo $x$y`,
  `local x=1; echo $?`,
  `f() { local x=1 y; echo "$x[$y]"; local x; echo $x; }; x=0 y=9; f; echo $x$y`,
  `break; echo $?; for i in 1 2; do break 5; done; echo $i $?; for i in 1 2 3; do continue; echo no; done; while :; do break; done; echo $?; break x; echo no`,
  `shift 5; echo no`,
  `set -- a b; shift; echo $1; shift 3; echo no`,
  `return 3; echo no`,
  `exit abc`,
  `f() { return 300; }; f; echo $?; f() { return abc; }; f; echo no`,
  `read x y <<E
 a  b c 
E
echo "$x|$y"; read -r z <<E
a\\tb
E
echo "$z"; printf 'p q\\n' | while read -r a b; do echo "$b$a"; done; read; echo $?`,
  `IFS=: read a b c <<E
1:2:3:4
E
echo "$a|$b|$c"; IFS=' :' ; x='a : b:c'; set -- $x; echo $#; IFS=; set -- $x; echo $#; unset IFS; set -- $x; echo $#`,
  `printf '%s|%5d|%-5s|%05.1f|%x|%o|%c|%b|%%\\n' a 5 b 2.55 255 8 xyz 'a\\tb'; printf '%d\\n' abc; echo $?; printf '%q\\n' x; echo $?; printf; echo $?`,
  `test 1 -eq a; echo $?; [ a = a; echo $?; [ a b c ]; echo $?; [ 1 2 ]; echo $?; [ a == a ]; echo $?; [ -z ]; echo $?; [ '(' a ')' ]; echo $?; [ a -a b ]; echo $?; [ ! '' ]; echo $?`,
  `[ a \\< b ]; echo $?; [ -n a -a -n b ] && echo y; [ a = b -o c = c ] && echo y; [ 010 -eq 10 ] && echo dec; [ -t 0 ]; echo $?`,
  `nosuch; echo $?; ./nosuch; echo $?; touch f; ./f; echo $?; /; echo $?; cat < nosuch; echo $?; echo > /nosuch/x; echo $?; : > /nosuch/y; echo no`,
  `. ./nosuch; echo no`,
  `. nosuch; echo no`,
  `eval 'if'; echo no`,
  `echo 'echo s $1 $#; return 3' > s; . ./s a; echo $?; sh s q; eval 'echo a; false'; echo $?; exec nosuch; echo no`,
  `echo a; fi; echo b`,
  `if true; then echo a`,
  `for i in 1 2; do echo`,
  `case x in a) echo;; `,
  `echo "abc`,
  `echo 'abc`,
  `echo $(echo`,
  `echo \${x`,
  `{ echo a; `,
  `echo a |`,
  `echo a ||`,
  `( echo a`,
  `echo a )`,
  `while true; do`,
  `;;`,
  `for 1a in b; do echo; done`,
  `f() { echo a; } > out; f; cat out; g() { cat; } <<E
heredoc
E
g; { echo x; echo y >&2; } 2>&1 | cat; (exit 3) || echo $?; ! false; echo $?; ! true || echo t`,
  `x='*'; touch a b; echo $x "$x" [ab] [!a]* ?; case a in [!b]) echo nb;; esac; case abc in a?c) echo q;; esac; set -f; echo *; set +f`,
  `x=a.b.c; echo \${x%.*} \${x%%.*} \${x#*.} \${x##*.} \${#x} \${x:-d} \${y:-d} \${y-} \${y:+a} \${x:+a}; echo "\${x%"c"}" \${y:=new} $y`,
  `getopts ab: o -a -b v x; echo "$o $OPTARG $OPTIND"; while getopts ab: o -a -b v x; do echo "$o $OPTARG"; done; OPTIND=1; getopts a o -z; echo "$o $?"; OPTIND=1; getopts b: o -b; echo "$o"`,
  `umask; umask 077; umask -S; umask abc; echo no $?`,
  `ulimit -n > /dev/null; echo $?; times >/dev/null; echo $?; hash ls; hash | head -1; hash nosuch; echo $?; pushd /; echo $?; source x; echo $?; let x=1; echo $?; declare y; echo $?`,
  `export X=1; export -p | grep X=; readonly Y=2; readonly -p; export 1a=2; echo no`,
  `x=$(exit 3); echo $?; echo $(false) $?; y=$(echo a)$(exit 4); echo $? $y; export z=$(exit 5); echo $?`,
  `echo \`echo \\\`echo n\\\`\` "\`echo "a b"\`"; echo "$(echo "$(echo x)")" "a'b" 'c"d' \\a\\\\b "\\a\\\\b\\$\\\`\\""`,
  `x="a b"; for i in $x; do echo $i; done; for i in "$x"; do echo $i; done; set -- "1 2" 3; for i; do echo "[$i]"; done; for i in "$@"; do echo "[$i]"; done; for i in $*; do echo "[$i]"; done; echo "$*"`,
  `exec 3>f; echo a >&3; exec 3>&-; cat f; echo b >&3; echo $?; exec 4<f; read x <&4; echo $x; cat 0<f; echo err 1>&2 2>/dev/null; { echo o; echo e >&2; } 2>f2 >f3; cat f2 f3; echo c >>f; cat f; set -C; echo d > f; echo $?; echo e >| f; cat f`,
  `cat <<A <<B
1
A
2
B
cat <<-E
	x
		y
	E
cat <<'E'
$x \`y\` \\z
E
cat <<E
$(echo sub) \`echo bq\` $((1+1)) \\$x \\\\ \\q "q" \${u:-"d"} \${u:-'s'}
E`,
  `true | false; echo $?; false | true; echo $?; set -o pipefail; false | true; echo $?`,
  `while read l; do n=$((n+1)); done <<E
a
b
E
echo $n; i=0; until [ $i -ge 3 ]; do i=$((i+1)); done; echo $i; if false; then :; elif true; then echo elif; fi; if false; then :; fi; echo $?`,
  `echo "\${x:-"a b"}" \${x:-'a b'} "\${x:-'a b'}" \${x:-"$HOME"}; echo "\${x+y}" "a\${x}b"; x='a"b'; echo "$x" $x; echo "a"b'c'd; echo ""; echo '' a`,
  `a=1; a=$((a+1)) b=$a; echo $a $b; x=1 sh -c 'echo $x'; echo $x; env -i x=2 sh -c 'echo $x'; unset a; echo "\${a-u}"`,
  `select x in a; do :; done`,
  `echo a |& cat`,
  `case a in a) echo 1;& b) echo 2;; esac`,
];
