// The page itself: what is on the screen, for how long, and keeping it.
const byId = (id) => document.getElementById(id);
const all = (selector) => [...document.querySelectorAll(selector)];
/** A text with values in it; {n:antwoord|antwoorden} is the number with its noun. */
const say = (name, values = {}) => words[name].replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_, key, one, many) => {
  const value = values[key] ?? "";
  return one === undefined ? value : `${value} ${value === "1" ? one : many}`;
});
const number = (n) => n.toLocaleString("nl-NL");
const clock = () => new Date().toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
const today = () => {
  const now = new Date();
  return [now.getDate(), now.getMonth() + 1, now.getFullYear()].map((n) => String(n).padStart(2, "0")).join("-");
};
const IDLE = 120; // seconds without a sign of life after which attention is not counted
const ENOUGH = 5; // statements that were timed here before their mean counts for the minutes left
const LISTED = 60; // statements in the list, and added by "toon meer"

const rows = data.rows;
const place = new Map(rows.map((row, n) => [keyOf(row), n]));
const sent = rows.map((row) => {
  const answer = answerIn(row, (name) => (name in COLUMN ? cellOf(row, name) : ""));
  return answer === "strange" ? null : answer;
});
const answers = rows.map(() => null); // what was chosen here, or read from one's own file
const answerOf = (n) => answers[n] ?? sent[n] ?? shownOf(rows[n]);
const isDone = (n) => stands(rows[n], answerOf(n));
const texts = rows.map((row) => cellOf(row, "tekst").normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase());

const FILE = `samenwerkingsthermometer:${data.file}:`;
const keeping = new Keeping(`${FILE}${data.hash}:`);
let view = rows.map((_, n) => n); // places of the statements in the list, in its order
let at = 0; // the one on the screen
let trail = []; // those before it
let warned = false; // that it is not finished
let turn = "categories"; // what 1 to 9 mean
let doneCount = 0, seconds = 0, timed = 0;
let name = setting("naam") ?? "";

// ── what is said ──
const toast = (text) => { byId("meldingen").textContent = text; };
const alertOf = (text) => { byId("fout").textContent = text; byId("fout").hidden = !text; };
const notice = (text, button, action) => {
  const box = byId("bericht");
  const [line, offer] = box.children;
  line.textContent = text;
  box.hidden = !text;
  offer.hidden = !button;
  offer.textContent = button ?? "";
  offer.onclick = action ?? null;
};

// ── time: attention, not the clock ──
let since = performance.now();
const spend = () => {
  const now = performance.now();
  const passed = Math.min((now - since) / 1000, IDLE);
  since = now;
  return passed;
};
const spent = new Map();
const tick = () => {
  const passed = spend();
  if (!document.hidden && !all("dialog").some((one) => one.open)) spent.set(at, (spent.get(at) ?? 0) + passed);
};
const timeLeft = () => {
  const each = timed >= ENOUGH ? seconds / timed : data.seconds;
  const minutes = Math.max(1, Math.ceil(((rows.length - doneCount) * each) / 60));
  if (minutes < 120) return say("minutes", { n: number(minutes) });
  return say("hours", { n: number(Math.round(minutes / 6) / 10) });
};
const measure = () => {
  doneCount = seconds = timed = 0;
  rows.forEach((_, n) => {
    if (isDone(n)) doneCount += 1;
    if (answers[n]?.sec && isDone(n)) { seconds += answers[n].sec; timed += 1; }
  });
};
const showProgress = () => {
  measure();
  byId("balk").max = rows.length || 1;
  byId("balk").value = doneCount;
  byId("klaar").textContent = say("done", { done: number(doneCount), all: number(rows.length) });
  byId("over").textContent = doneCount === rows.length ? say("ready") : say("left", { time: timeLeft() });
};

// ── keeping ──
let unsaved = 0; // answers that are in no file and nowhere in the browser
let inFile = null; // a file that is kept up to date, where the browser allows that
let writing = Promise.resolve();
const kept = (text) => { byId("bewaard").textContent = text; };
const writeFile = () => {
  if (!inFile) return;
  writing = writing.then(async () => {
    try {
      const stream = await inFile.createWritable();
      await stream.write(exported());
      await stream.close();
      unsaved = 0;
      kept(say("in_file", { name: inFile.name, time: clock() }));
    } catch {
      alertOf(say("file_failed", { name: inFile.name }));
      inFile = null;
    }
  });
};
const keep = async (n) => {
  const safe = await keeping.put(keyOf(rows[n]), answers[n] ?? { gone: true, at: Date.now() });
  if (safe) kept(say("kept", { time: clock() }));
  else {
    unsaved += 1;
    if (!inFile) alertOf(say("not_kept"));
  }
  writeFile();
};
const undone = []; // what answers were before each choice
const put = (n, answer) => {
  tick();
  undone.push([n, answers[n]]);
  answers[n] = { ...answer, who: name, date: today(), sec: Math.max(1, Math.round(spent.get(n) ?? 0)), at: Date.now() };
  keep(n);
  if (n === at) show();
  showProgress();
};

// ── the statement on the screen ──
const mark = (input, on, machine, text) => {
  input.checked = on;
  input.parentElement.classList.toggle("machine", machine);
  const note = input.parentElement.querySelector(".computer");
  if (note) note.textContent = machine ? text : "";
};
const showMachine = (row) => {
  const open = isOpen(row);
  const cells = cellsOf(shownOf(row));
  const named = [data.labels.categories[cells[0]], data.labels.stances[cells[1]],
    ...cells[2].split("|").map((one) => data.labels.themes[one] ?? one)].filter(Boolean);
  const undecided = cellOf(row, "themas") === said.undecided ? [said.undecided] : [];
  const sure = cellOf(row, "zekerheid").replace(".", ",");
  const why = cellOf(row, "waarom");
  const { who, date } = answerOf(at);
  const other = who && who !== name ? say(sent[at] && !answers[at] ? "handed_in" : "from", { who, date }) : "";
  const parts = open ? [say("machine", { labels: [...named, ...undecided].join(" · ") || say("nothing") }),
    sure && say("sure", { sure }), why && say("why", { why })]
    : [data.kind === "decide" ? why && say("sides", { why }) : say("unseen")];
  byId("machine").textContent = [...parts, other].filter(Boolean).join(" ");
  byId("machine").classList.toggle("stil", data.kind === "blind" && !other);
};
const explain = (id) => {
  all("#codeboek .nu").forEach((one) => one.classList.remove("nu"));
  const entry = byId(`uitleg-${id}`);
  if (!entry) return;
  entry.classList.add("nu");
  const panel = byId("codeboek");
  if (panel.scrollHeight > panel.clientHeight) panel.scrollTop = entry.offsetTop - panel.clientHeight / 3;
};
const showTurn = () => {
  for (const kind of ["categories", "stances"]) {
    const n = Math.min(9, Object.keys(data.labels[kind]).length);
    byId(kind).classList.toggle("beurt", kind === turn);
    byId(kind).querySelector(".hulp").textContent = kind === turn && byId("aan").checked ? say("turn", { n }) : say("one");
  }
};
const show = () => {
  const row = rows[at], answer = answerOf(at), shown = shownOf(row), open = isOpen(row);
  const parts = [say("place", { n: number(at + 1), all: number(rows.length) })];
  if (cellOf(row, "ronde")) parts.push(say("round", { round: cellOf(row, "ronde") }));
  byId("nummer").replaceChildren(...parts.map((part) => Object.assign(document.createElement("span"), { textContent: part })));
  const text = byId("tekst");
  text.textContent = cellOf(row, "tekst");
  text.toggleAttribute("tabindex", false);
  if (text.scrollHeight > text.clientHeight + 1) text.setAttribute("tabindex", "0");
  showMachine(row);
  const chosen = say("now");
  for (const [kind, field] of [["categories", "c"], ["stances", "s"]]) {
    for (const input of all(`#${kind} input`)) mark(input, answer[field] === input.value, open && shown[field] === input.value, chosen);
  }
  for (const input of all("#themes [name]")) mark(input, answer.t.includes(input.value), open && shown.t.includes(input.value), chosen);
  for (const [id, none] of [["k-none", said.none], ["k-off", said.off], ["k-empty", said.empty]]) {
    mark(byId(id), answer.n === none, open && shown.n === none, chosen);
  }
  byId("k-doubt").checked = answer.q;
  if (document.activeElement !== byId("opmerking")) byId("opmerking").value = answer.o;
  byId("verder").textContent = open && !isDone(at) && sameLabels(answer, shown) ? "Akkoord" : "Volgende";
  showTurn();
};
const stand = (n) => { // at this statement, wherever one was before
  at = n;
  warned = false;
  turn = answerOf(n).c && !answerOf(n).s ? "stances" : "categories";
  show();
};
const go = (n, { back = false } = {}) => {
  if (n === undefined) return;
  tick();
  if (!back && n !== at) trail.push(at);
  byId("opmerking").blur();
  stand(n);
  byId("tekst").scrollTop = 0;
  byId("uitspraak").focus({ preventScroll: true });
  if (byId("uitspraak").getBoundingClientRect().top < 0) byId("uitspraak").scrollIntoView();
  toast("");
};

