/** Parameters, arrays, quoting, substitutions and here-documents. */
export const EXPANSIONS: readonly string[] = [
  `x='hello world'; echo \${x@Q} \${x@U} \${x@u} \${x@L} "\${x@E}" "\${x@A}"; y=$'a\\tb\\n'; echo "\${y@Q}"`,
  `a=(one two three); echo "\${a[@]@Q}" "\${a[@]@A}"; echo "\${a[@]@K}"; declare -A m=([k]=v); echo "\${m[@]@K}" "\${m[@]@A}"`,
  `a=(one two three four five); echo \${a[@]:1:2} \${a[@]: -2} \${a[*]:3} \${#a[@]} \${#a[1]} \${!a[@]}`,
  `a=(1 2 3); a+=(4 5); a[10]=x; echo "\${a[@]}" "\${!a[@]}" \${#a[@]}; unset 'a[1]'; echo "\${!a[@]}"; echo \${a[-1]}`,
  `declare -A m; m[a]=1; m["b c"]=2; for k in "\${!m[@]}"; do echo "$k=\${m[$k]}"; done | sort; echo \${#m[@]}; unset 'm[a]'; echo "\${!m[@]}"`,
  `declare -A m=([x]=1 [y]=2 [z]=3); echo \${m[x]} \${m[y]} \${m[z]}; k=y; echo \${m[$k]} "\${m["$k"]}"; [[ -v m[x] ]] && echo set; [[ -v m[q] ]] || echo unset`,
  `x=abcABC; echo \${x^[b]} \${x^^[bc]} \${x,,[A]} \${x^^} \${x,} \${x~} \${x~~}`,
  `x=aXbXc; echo \${x//X/-} \${x/X} \${x/#a/A} \${x/%c/C} \${x//[Xb]/.} \${x/X/\\/} "\${x//X/'-'}"`,
  `x=foo.bar.baz; echo \${x%.*} \${x%%.*} \${x#*.} \${x##*.}; p='*.'; echo "\${x#$p}" "\${x#"$p"}"`,
  `x=abc; echo "\${x/b/&&}" "\${x/b/[&]}" "\${x/b/\\&}"`,
  `echo "\${x:-\${y:-\${z:-deep}}}" "\${x:-"a b"}" \${x:-'q r'} "\${x:-'q r'}"`,
  `v=name; name=val; echo \${!v} "\${!v:-d}" \${!v^^}; a=(p q); r='a[1]'; echo \${!r}; r='a[@]'; echo "\${!r}"`,
  `foo1=1 foo2=2; echo \${!foo*} "\${!foo@}"`,
  `x=; unset y; echo "[\${x-A}][\${x:-B}][\${y-C}][\${y:-D}][\${x+E}][\${x:+F}][\${y+G}][\${y:+H}]"`,
  `unset x; (echo "\${x?}"); echo $?; (echo "\${x:?custom msg}"); echo $?; (echo "\${x:?}"); echo $?`,
  `x=5; echo $((x+=3)) $((x--)) $((--x)) $((x**2)) $((x%4)) $((x<<2)) $((~x)) $((!x)) $((x?1:2))`,
  `echo $((0x1F)) $((017)) $((2#1010)) $((16#ff)) $((36#z)) $((64#_)) $((1,2,3))`,
  `echo $((5/2)) $((-5/2)) $((-5%3)) $((5%-3)) $((1<<62)) $((1<<63)) $((9223372036854775807+1)) $((2**63-1))`,
  `x=1; echo $((x++ + ++x)) $x; a=(1 2 3); echo $((a[1]+a[2])) $((a[0]++)) \${a[0]}; i=1; echo $((a[i])) $((a[i+1]))`,
  `echo $((1 > 0 && 0 || 1)) $((3 & 5 ^ 1 | 8)) $(( (1+2)*3 )) $((10 - 2 - 3)) $((2 ** 3 ** 2))`,
  `((a=5, b=a*2)); echo $a $b; ((a > 3)) && echo big; ((0)) || echo zero; let "c = a + b" d=c*2; echo $c $d`,
  `declare -i n; n=3+4; echo $n; n+=5; echo $n; n=abc; echo $n; n="2 * 3"; echo $n`,
  `printf '%s %d %i %u %o %x %X %#x %#o\\n' s 1 2 3 8 255 255 255 8`,
  `printf '%5d|%-5d|%05d|%+d|% d|%.3d\\n' 42 42 42 42 42 42`,
  `printf '%e %E %f %g %G %.2f %10.3f|%-10.2f|\\n' 1234.5678 1234.5678 1.5 0.00001 1e10 2.345 3.14159 2.5`,
  `printf '%s\\n' a b c; printf '%s %s\\n' a b c; printf '%%\\n'; printf 'no args %s %d\\n'`,
  `printf '%c%c%c\\n' abc d ''; printf '%b\\n' 'a\\tb\\x41\\101\\0101'; printf '%q %q %q\\n' 'a b' "it's" ''; printf '%5s|%-5s|%.2s\\n' ab ab abcdef`,
  `printf '%*d|%-*d|%.*f\\n' 5 42 5 42 2 3.14159; printf '%d\\n' "'A" '"B'; printf '%d\\n' 0x10 010 -5`,
  `printf '%d\\n' abc; echo $?; printf '%d\\n' 12abc; echo $?; printf '%z\\n'; echo $?`,
  `printf -v x '%03d' 7; echo $x; printf -v 'a[2]' 'v'; echo \${a[2]}; printf '%(%Y)T\\n' 0; printf '\\x41\\u00e9\\U1F600\\n'`,
  `echo {1..5} {5..1} {a..e} {1..10..3} {01..10} {a..z..5} {-2..2} {1..3}{a,b} x{,1,2}y {a,b{1,2},c}`,
  `echo {a} {} {,} {a,} "{a,b}" \\{a,b} {a\\,b} {a,b}c{d,e} \${x}{1,2} {1..} {a..5} pre{1..2}post`,
  `x=5; echo {1..$x}; echo {$x,6}; a={1,2}; echo $a; echo "$(echo {1..3})"`,
  `echo 'a'"b"c\\d "a\\$b\\\`c\\"d\\\\e\\f" 'it'\\''s'`,
  `echo "a
b" a\\
b 'c
d'`,
  `x='a b  c'; set -- $x; echo $#; set -- "$x"; echo $#; IFS=:; y=1:2::3; set -- $y; echo $# "$3"; IFS=' '; echo "$*"`,
  `IFS=,; x=a,b,,c,; for i in $x; do echo "[$i]"; done; set -- a b c; echo "$*" $*; unset IFS; x=' a  b '; for i in $x; do echo "[$i]"; done`,
  `IFS=$'\\n'; x=$'a b\\nc d'; for i in $x; do echo "[$i]"; done`,
  `f() { echo "$#:$*"; }; a=(); f "\${a[@]}"; f "\${a[*]}"; f \${a[@]}; f "x\${a[@]}y"; a=('1 2' 3); f "\${a[@]}"; f "\${a[*]}"; f \${a[@]}; f "x\${a[@]}y"`,
  `a=($(echo 1 2 3)); echo \${#a[@]}; b=("\${a[@]}" 4); echo \${b[@]}; c=([2]=x [5]=y z); echo "\${!c[@]}" "\${c[@]}"`,
  `a=(a b c); for i in "\${!a[@]}"; do echo $i \${a[i]}; done; a=("\${a[@]:1}"); echo \${a[@]}; a=("\${a[@]/b/B}"); echo \${a[@]}`,
  `declare -n ref=target; target=5; echo $ref; ref=6; echo $target; f() { local -n r=$1; r=changed; }; f target; echo $target; declare -p ref; unset -n ref; echo \${ref-gone} $target`,
  `declare -u U=abc; echo $U; U=def; echo $U; declare -l L=ABC; echo $L; declare -c C=abc 2>/dev/null; echo $C`,
  `readonly r=1; r=2; echo after $?`,
  `readonly r=1; (r=2); echo $?; unset r; echo $?; echo $r; readonly -p | grep ' r='`,
  `f() { local -a arr=(1 2 3); local -A m=([k]=v); local -i n=2+3; echo \${arr[1]} \${m[k]} $n; }; f; echo "\${arr[@]-none}"`,
  `f() { declare x=1; declare -g y=2; }; f; echo "[$x][$y]"`,
  `x=1; f() { unset x; echo "[\${x-unset}]"; }; f; echo "[\${x-unset}]"; g() { local x=2; unset x; echo "[\${x-unset}]"; }; x=1; g; echo $x`,
  `x=$(echo a; exit 3); echo $? $x; local_status() { local v=$(exit 4); echo $?; v=$(exit 5); echo $?; }; local_status`,
  `x=\`echo \\\`echo nested\\\`\`; echo $x; y=\`echo "a\\\\\\\\b"\`; echo "$y"; z="\`echo "q"\`"; echo $z`,
  `echo $(cat <<EOF
in $((1+1)) sub
EOF
) done`,
  `echo "$(case x in x) echo matched;; esac)" $(case y in (y) echo two;; esac)`,
  `x="$(printf 'line1\\nline2\\n\\n')"; echo "$x|"; echo $x`,
  `cat <<E1; cat <<'E2'; cat <<-E3; cat <<"E4"
a $HOME \`echo x\` $(echo y) \\$z \\\\ \\q
E1
b $HOME \`x\`
E2
	c	d
	E3
$q
E4`,
  `cat <<EOF
"quoted" 'single' \${x:-"def"} \${x:-'sq'} $((1+2))
line \\
joined
EOF`,
  `cat <<< word; cat <<< "two words"; cat <<< $'a\\nb'; x='p  q'; cat <<< $x; cat <<< "$x"; tr a-z A-Z <<< hi`,
  `while read -r l; do echo "[$l]"; done <<< $'one\\ntwo  three\\n  four'; while IFS= read -r l; do echo "[$l]"; done <<< $'  five '`,
  `echo ~root | grep -c root; HOME=/x; echo ~ ~/a "~" x~ a=~ ; y=~/b; echo $y; echo ~nosuchuser; PATH2=~/a:~/b; echo $PATH2`,
];
