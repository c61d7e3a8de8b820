// ---- The data, as claimcheck/writers/parts/html_data.py writes it: numbers that point into tables.

const LEVELS = ["error", "warning", "note"]; // gravest first
const STATUSES = ["new", "baselined", "accepted", "suppressed"];
const VERDICTS = {accept: "leave as it is", error: "to correct", unsure: "unsure"};
const STATUS_WORDS = {accepted: "left as it is", baselined: "known before", suppressed: "silenced"}; // new is a word already
// What editors call levels and rules; addresses, the settings and the other formats keep the names that programs read.
const LEVEL_NAMES = {error: "conflict", warning: "warning", note: "note"};
const RULE_NAMES = {"term-drift": "another word", "claim-missing": "statement missing", "attribution-dropped": "source missing", "speaker-conflict": "who said it", "role-differs": "who someone is", "certainty": "how sure", "headline-differs": "headline", "negation": "yes or no"};
const ruleName = (slug) => RULE_NAMES[slug] || slug.replace(/-/g, " ");
const FORMAT = 2;

function readModel(data) {
  if (data.format !== FORMAT) throw new Error(`data of format ${data.format}, not ${FORMAT}`);
  const text = (i) => (i < 0 ? "" : data.strings[i]);
  const articles = data.articles.map((a, index) => ({
    index, id: text(a[0]), name: text(a[1]), title: text(a[2]), iso: text(a[3]), day: text(a[4]),
    lang: text(a[5]) || null, file: text(a[6]), line: a[7], column: a[8], first: a[9], count: a[10], story: null,
  }));
  const owner = new Int32Array(data.claims.length);
  for (const a of articles) owner.fill(a.index, a.first, a.first + a.count);
  const rules = data.rules.map((r) => ({slug: text(r[0]), code: text(r[1]), about: text(r[2])}));
  const stories = data.stories.map((s, index) => ({
    index, id: text(s[0]), title: text(s[1]), reference: articles[s[2]], members: s[3].map((i) => articles[i]),
    copies: new Map(s[4]), texts: s[5].map((i) => articles[i]), rows: s[6], weak: text(s[7]), findings: [],
    origins: new Map(s[3].map((i, n) => [i, s[8][n]])), called: new Map(s[9].map(([i, t]) => [i, text(t)])),
  }));
  for (const story of stories) for (const a of story.members) a.story = story;
  const model = {
    data, text, articles, rules, stories, statements: new Map(data.statements.map(([claim, first, others]) => [claim, [first, others]])), version: data.version, state: data.state, checked: data.checked,
    problems: data.problems.map((p) => ({message: text(p[0]), action: text(p[1]), fatal: p[2] === 1, notice: p[3] === 1})),
    claimOwner: (c) => articles[owner[c]],
    claimText: (c) => text(data.claims[c][0]),
    claimParagraph: (c) => data.claims[c][1],
    claimIsHeadline: (c) => data.claims[c][2] === 1,
    claimTime: (c) => (c >= 0 && data.claims[c].length > 5 ? text(data.claims[c][5]) : ""), // of a live blog's entry
    claimPlace: (c) => placeOf(articles[owner[c]], data.claims[c][3], data.claims[c][4]),
    claimAddress: (c) => `${articles[owner[c]].id}:${c - articles[owner[c]].first}`,
    claimAt: (address) => {
      const cut = address.lastIndexOf(":");
      const article = articles.find((a) => a.id === address.slice(0, cut));
      const at = Number(address.slice(cut + 1));
      return article && at >= 0 && at < article.count ? article.first + at : -1;
    },
  };
  model.findings = data.findings.map((f, index) => readFinding(f, index, model));
  model.byPrint = new Map();
  for (const f of model.findings) {
    if (model.byPrint.has(f.print)) f.print += `.${f.index}`; // two of one fingerprint: only in reports made by hand
    model.byPrint.set(f.print, f);
    if (f.story) f.story.findings.push(f);
  }
  model.rows = data.rows.map((r, index) => readRow(r, index, model));
  model.names = data.names.map((n, index) => {
    const spellings = n[1].map((s) => ({surface: text(s[0]), forms: s[2].map(text), uses: s[1].map(([i, count]) => ({article: articles[i], count}))}));
    return {index, label: text(n[0]), spellings};
  });
  model.accounts = data.accounts;
  model.ours = new Set(data.ours.map((i) => articles[i]));
  model.alone = data.alone.map((x) => ({article: articles[x[0]], told: text(x[1]), story: x[2] >= 0 ? stories[x[2]] : null, nearest: x[3] >= 0 ? articles[x[3]] : null, command: text(x[4])}));
  model.decided = data.decided.map((d) => ({one: d[0] === 1, article: articles[d[1]], other: articles[d[2]], by: text(d[3]), holds: d[4] === 1}));
  model.outlets = [...new Set(articles.map((a) => a.name))].sort((a, b) => a.localeCompare(b, "en"));
  return model;
}

// Sides and texts of a finding are read when it is first shown or searched: opening a page reads none.
function readFinding(f, index, model) {
  const text = model.text;
  const level = LEVELS[2 - f[0]];
  const finding = {
    index, level, levelRank: f[0], rule: model.rules[f[1]], status: text(f[2]), print: text(f[5]),
    fingerprint: text(f[5]), story: f[3] >= 0 ? model.stories[f[3]] : null,
    home: f[3] >= 0 ? model.stories[f[3]].id : f[3] === -1 ? "across" : "inside",
    message: text(f[4]), confidence: f[6], decision: f[7] || null, alone: f[11] === 1, presence: text(f[13]), lacking: f[14], row: null, comments: f[15], fixes: f[16],
    get sides() { return lazy(this, "sides", f[8].map((s) => readSide(s, model))); },
    get others() { return lazy(this, "others", f[9].map((s) => readSide(s, model))); },
    get evidence() { return f[10].map(text); },
    get values() { return f[12].map(text); },
    get outlets() {
      return lazy(this, "outlets", [...new Set([...f[8], ...f[9]].map((s) => model.articles[s[0]].name))]);
    },
    get haystack() {
      const said = [...f[8], ...f[9]].map((s) => (s[1] >= 0 ? model.claimText(s[1]) : text(s[2])));
      return lazy(this, "haystack", plain([this.message, this.rule.slug, this.rule.code, this.fingerprint, this.values.join(" "),
        ...said, this.outlets.join(" "), this.story ? this.story.title : "", this.decision ? decisionWords(this) : "", ...this.comments.map(commentWords)].join("\n")));
    },
  };
  return finding;
}

// A fact: the values that articles give for it, and the findings about it. What a row weighs follows its findings.
function readRow(r, index, model) {
  const text = model.text;
  const answers = r[4].map(([value, odd, spots]) => ({value: text(value), odd: odd === 1, spots}));
  const row = {
    index, kind: text(r[0]), label: text(r[1]), story: r[2] >= 0 ? model.stories[r[2]] : null, home: r[2] >= 0 ? model.stories[r[2]].id : r[2] === -1 ? "across" : "inside",
    answers, findings: r[3].map((i) => model.findings[i]),
    get differs() { return this.findings.length > 0 || answers.some((a) => a.odd); },
    get fresh() { return this.findings.filter((f) => f.status === "new"); },
    get level() { // of what is new; "known" where editors settled all of it, "" where nobody disagrees
      if (!this.differs) return "";
      if (!this.findings.length) return "note";
      const fresh = this.fresh;
      return fresh.length ? LEVELS[2 - Math.max(...fresh.map((f) => f.levelRank))] : "known";
    },
    get haystack() {
      return lazy(this, "haystack", plain([this.kind, this.label, this.story ? this.story.title : "", ...answers.flatMap((a) => [a.value, ...a.spots.map((s) => model.articles[s[0]].name)])].join("\n")));
    },
  };
  for (const finding of row.findings) finding.row = row;
  return row;
}

// Who gives an answer: articles in order of time, outlets once each, and the texts that they go back to, with the
// outlets of each.
function givers(answer, story) {
  const articles = [...new Set(answer.spots.map((s) => s[0]))];
  const outlets = [...new Set(articles.map((i) => model.articles[i].name))];
  const texts = new Map();
  for (const i of articles) {
    const first = story && story.origins.has(i) ? story.origins.get(i) : i;
    if (!texts.has(first)) texts.set(first, {first, outlets: new Set(), called: (story && story.called.get(first)) || ""});
    texts.get(first).outlets.add(model.articles[i].name);
  }
  const origins = [...texts.values()].map((t) => ({first: t.first, count: t.outlets.size, agency: t.called !== "" && t.called !== "own report", called: t.called || (t.outlets.size > 1 ? `the text of ${model.articles[t.first].name}` : "own report")}));
  return {articles: articles.map((i) => model.articles[i]), outlets, origins};
}

// "Reuters (4), own report (1)": own reports together; only where an agency is named or texts hang together.
function originNames(origins) {
  const by = new Map();
  for (const o of origins) by.set(o.called, (by.get(o.called) || 0) + o.count);
  return [...by].sort((a, b) => b[1] - a[1]).map(([called, count]) => (by.size > 1 || count > 1 ? `${called} (${count})` : called)).join(", ");
}

function lazy(object, name, value) {
  Object.defineProperty(object, name, {value, configurable: true});
  return value;
}

function readSide(s, model) {
  const article = model.articles[s[0]];
  const marks = [];
  for (let i = 0; i < s[3].length; i += 3) marks.push({start: s[3][i], end: s[3][i + 1], loud: s[3][i + 2] === 2});
  return {article, claim: s[1], text: s[1] >= 0 ? model.claimText(s[1]) : model.text(s[2]), marks,
    reading: model.text(s[4]), places: s[5], place: placeOf(article, s[6], s[7])};
}

const placeOf = (article, line, column) => `${article.file}:${line}${column ? ":" + column : ""}`;

// For search and for telling two sentences alike: no case, no accents, no marks' shapes.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}+/gu, "").replace(/[‘’]/g, "'").replace(/[“”]/g, '"')
  .replace(/[‐-―]/g, "-").toLowerCase();
const bare = (text) => plain(text).replace(/[^\p{L}\p{N}]+/gu, " ").trim();
