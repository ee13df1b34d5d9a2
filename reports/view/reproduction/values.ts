/** The values of a JSON text by their pointers, as the script computes them with awk: the two must stay alike. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

export interface Leaf {
  pointer: string;
  /** As it was spelled. */
  token: string;
}

interface Frame {
  pointer: string;
  array: boolean;
  index: number;
  name: string;
  empty: boolean;
}

/** Scalars, and objects and arrays that are empty, in their order. */
export function leavesOf(text: string): Leaf[] {
  const leaves: Leaf[] = [];
  const open: Frame[] = [];
  let wantsName = false;
  const here = (): string => {
    const frame = open.at(-1);
    return frame === undefined ? '' : `${frame.pointer}/${frame.array ? frame.index : frame.name}`;
  };
  const filled = (): void => {
    const frame = open.at(-1);
    if (frame !== undefined) frame.empty = false;
  };
  for (const [token] of text.matchAll(TOKEN)) {
    const frame = open.at(-1);
    if (token === '{' || token === '[') {
      const pointer = here();
      filled();
      open.push({ pointer, array: token === '[', index: 0, name: '', empty: true });
      wantsName = token === '{';
    } else if (token === '}' || token === ']') {
      const ended = open.pop();
      if (ended?.empty === true) leaves.push({ pointer: ended.pointer, token: ended.array ? '[]' : '{}' });
      wantsName = false;
    } else if (token === ',') {
      if (frame !== undefined) frame.index += 1;
      wantsName = frame?.array === false;
    } else if (token === ':') wantsName = false;
    else if (wantsName && frame !== undefined) {
      frame.name = token.slice(1, -1).replaceAll('~', '~0').replaceAll('/', '~1');
      frame.empty = false;
      wantsName = false;
    } else {
      leaves.push({ pointer: here(), token });
      filled();
    }
  }
  return leaves;
}

/** What differs from run to run, or belongs to a controller. */
export const VOLATILE =
  '/(uid|resourceVersion|creationTimestamp|deletionTimestamp|generation|selfLink|continue|managedFields|status)(/|$)';

/** The lines of the values at or under a pointer: pointer, tab, value. Of a list, the names of the run's own objects. */
export function linesAt(text: string, pointer: string): string[] {
  return leavesOf(text)
    .filter((leaf) => pointer === '' || leaf.pointer === pointer || leaf.pointer.startsWith(`${pointer}/`))
    .map((leaf) => `${leaf.pointer}\t${leaf.token}`);
}

/** The functions of the script that do the same. */
export const FUNCTIONS = String.raw`# The values of a JSON file at or under a pointer: pointer, tab, value.
values() {
  awk -v under="$2" '
    function here() { return d == 0 ? "" : base[d] "/" (array[d] ? n[d] : name[d]) }
    function tell(pointer, token) {
      if (under == "" || pointer == under || index(pointer, under "/") == 1) print pointer "\t" token
    }
    { text = text $0 "\n" }
    END {
      while (match(text, /"([^"\\]|\\.)*"|[][{},:]|[^][{},:" \t\r\n]+/)) {
        t = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
        if (t == "{" || t == "[") { p = here(); empty[d] = 0; d++; base[d] = p; array[d] = t == "["; n[d] = 0; name[d] = ""; empty[d] = 1; want = t == "{" }
        else if (t == "}" || t == "]") { if (d > 0 && empty[d]) tell(base[d], array[d] ? "[]" : "{}"); if (d > 0) d--; want = 0 }
        else if (t == ",") { n[d]++; want = d > 0 && !array[d] }
        else if (t == ":") want = 0
        else if (want) { t = substr(t, 2, length(t) - 2); gsub(/~/, "~0", t); gsub(/\//, "~1", t); name[d] = t; empty[d] = 0; want = 0 }
        else { tell(here(), t); empty[d] = 0 }
      }
    }' "$dir/$1"
}
# One value, without its quotation marks.
value() { values "$1" "$2" | head -n 1 | cut -f 2- | sed 's/^"\(.*\)"$/\1/'; }
# For a part of an address.
encoded() {
  printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'
}
# The names of this run and what differs from run to run do not count.
plain() { sed "s/$run/RUN/g"; }
header() { tr -d '\r' < "$dir/$1.head" | awk -v name="$2" '{ i = index($0, ":"); if (tolower(substr($0, 1, i - 1)) == name) { v = substr($0, i + 1); sub(/^ */, "", v); print v } }'; }
step() {
  number=$1; shift
  : > "$dir/$number"
  curl -sS --max-time 120 -o "$dir/$number" -D "$dir/$number.head" -w '%{http_code}' "$@" > "$dir/$number.status" || { echo "step $number was not answered" >&2; exit 2; }
  echo "step $number: $(cat "$dir/$number.status")"
}
# The same of a watch, which goes on: for as long as the head of its answer takes.
head_of() {
  number=$1; shift
  : > "$dir/$number"
  curl -sS --max-time 5 -o "$dir/$number" -D "$dir/$number.head" -w '%{http_code}' "$@" > "$dir/$number.status" 2> "$dir/$number.error"
  if [ "$(cat "$dir/$number.status")" = 000 ]; then cat "$dir/$number.error" >&2; echo "step $number was not answered" >&2; exit 2; fi
  echo "step $number: $(cat "$dir/$number.status")"
}
conflicts() { [ "$(cat "$dir/$1.status")" = 409 ]; }
# Asks again until the answer has this code, for half a minute.
until_code() {
  code=$1; shift
  left=30
  step "$@"
  while [ "$(cat "$dir/$1.status")" != "$code" ] && [ $left -gt 0 ]; do left=$((left - 1)); sleep 1; step "$@"; done
}
# Remembers what step $1 created in collection $2, if its name is of this run.
own() {
  name=$(value "$1" /metadata/name)
  case $(cat "$dir/$1.status"):$name in 2??:*"$run"*) made="$2/$name $made" ;; esac
}
`;
