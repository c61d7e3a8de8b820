// ---- What is looked at, kept in the address: a link shows another reader the same.

const VIEWS = ["overview", "findings", "story", "names", "print"];
const FACETS = ["status", "level", "rule", "verdict", "outlet", "story"];
let model = null;
let state = null;
const sticky = new Set(); // findings decided while they are looked at stay in sight until the filters change

function readState() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const list = (name) => new Set((asked.get(name) || "").split(",").filter(Boolean).map(unlisted));
  const made = {view: asked.get("view") || "overview", finding: asked.get("finding") || "", id: asked.get("id") || "",
    part: asked.get("part") || "", sentence: asked.get("sentence") || "", q: asked.get("q") || "", sort: asked.get("sort") || "level", kind: asked.get("kind") || "",
    spellings: asked.get("spellings") === "1", filters: {}};
  for (const facet of FACETS) made.filters[facet] = list(facet);
  if (!asked.has("status")) made.filters.status = defaultStatus();
  else if (asked.get("status") === "any") made.filters.status = new Set();
  if (!VIEWS.includes(made.view)) made.view = "overview";
  if (made.view === "story" && !storyOf(made.id)) made.view = "overview";
  if (made.finding && !asked.has("view")) made.view = "findings";
  return made;
}

const defaultStatus = () => new Set(["new"]);
const isDefault = (set) => set.size === 1 && set.has("new");
const storyOf = (id) => model.stories.find((s) => s.id === id);
// A comma parts the values of one filter, so values have theirs, and the mark that hides it, written otherwise.
const listed = (value) => value.replace(/~/g, "~0").replace(/,/g, "~1");
const unlisted = (value) => value.replace(/~1/g, ",").replace(/~0/g, "~");

function address(changes) {
  const leaving = changes.view && changes.view !== state.view; // what was sought among facts stays there
  const next = {...state, finding: "", part: "", sentence: "", ...(leaving && {kind: ""}), ...(leaving && state.view === "overview" && {q: ""}), ...changes};
  const filters = {...state.filters, ...(changes.filters || {})};
  const made = new URLSearchParams();
  if (next.view !== "overview") made.set("view", next.view);
  if (next.view === "story") made.set("id", next.id);
  for (const facet of FACETS) {
    const set = filters[facet];
    if (facet === "status" ? isDefault(set) : set.size === 0) continue;
    made.set(facet, set.size ? [...set].map(listed).join(",") : "any");
  }
  for (const name of ["q", "kind", "part", "sentence", "finding"]) if (next[name]) made.set(name, next[name]);
  if (next.sort !== "level") made.set("sort", next.sort);
  if (next.spellings) made.set("spellings", "1");
  const hash = made.toString();
  return hash ? "#" + hash : "#view=overview";
}

function go(changes, replace) {
  visit(address(changes), replace);
}

function visit(to, replace) { // at once: setting location.hash would show it only when its event comes round
  if (to !== location.hash) history[replace ? "replaceState" : "pushState"](null, "", to);
  show();
}

const noFilters = () => Object.fromEntries(FACETS.map((f) => [f, f === "status" ? defaultStatus() : new Set()]));
const anyFilters = () => ({...noFilters(), status: new Set()});
const filtered = () => state.q !== "" || !isDefault(state.filters.status) || FACETS.some((f) => f !== "status" && state.filters[f].size > 0);

// ---- Which findings a filter lets through, and how many each further value would.

const VALUES = {
  status: (f) => [f.status],
  level: (f) => [f.level],
  rule: (f) => [f.rule.slug],
  verdict: (f) => [f.decision ? f.decision.verdict : "none"],
  outlet: (f) => f.outlets,
  story: (f) => [f.home],
};

function passes(finding, facet) {
  const wanted = state.filters[facet];
  if (wanted.size === 0) return true;
  return VALUES[facet](finding).some((v) => wanted.has(v));
}

function select(among) {
  const needles = bareWords(state.q);
  const searched = needles.length ? among.filter((f) => needles.every((n) => f.haystack.includes(n))) : among;
  const facets = state.view === "story" ? FACETS.filter((f) => f !== "story") : FACETS;
  const counts = Object.fromEntries(FACETS.map((f) => [f, new Map()]));
  const found = [];
  for (const finding of searched) {
    let failed = null;
    let more = false;
    for (const facet of facets) {
      if (passes(finding, facet)) continue;
      if (failed) { more = true; break; }
      failed = facet;
    }
    if (more) continue;
    if (!failed || sticky.has(finding.print)) found.push(finding);
    for (const facet of facets) {
      if (failed && failed !== facet) continue; // it counts where its own facet alone keeps it out
      for (const value of VALUES[facet](finding)) counts[facet].set(value, (counts[facet].get(value) || 0) + 1);
    }
  }
  if (state.sort === "level") found.sort(loudest);
  return {found, counts, searched: searched.length};
}

const isQuiet = (f) => f.level === "note"; // told in the tables; as a card where it is asked for
const loudest = (a, b) => (a.status !== "new") - (b.status !== "new") || b.levelRank - a.levelRank || a.index - b.index;
const bareWords = (text) => plain(text).split(/\s+/).filter(Boolean);
