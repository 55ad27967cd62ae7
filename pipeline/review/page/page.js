// The page itself: what is on the screen, keys, timing, saving.
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

// ── choosing ──
const choose = (kind, id) => {
  const answer = answerOf(at);
  const next = { ...answer, n: "", ok: isOpen(rows[at]) ? answer.ok && Boolean(answers[at]) : answer.ok };
  if (kind === "themes") next.t = answer.t.includes(id) ? answer.t.filter((one) => one !== id) : [...answer.t, id];
  else {
    next[kind === "categories" ? "c" : "s"] = id;
    if (answer.n === said.none) next.n = said.none;
    turn = kind === "categories" ? "stances" : "categories";
  }
  put(at, next);
  explain(`${kind}-${id}`);
  const on = kind !== "themes" || next.t.includes(id);
  toast(`${data.labels[kind][id]}${on ? "" : ": weg"}`);
};
const none = (word) => {
  const answer = answerOf(at);
  put(at, { ...answer, n: answer.n === word ? "" : word, t: [], ...(UNCODED.includes(word) ? { c: "", s: "" } : null) });
  if (word === said.off) explain("buiten-onderwerp");
};
const missing = (answer) => {
  if (data.kind === "decide") return say("something");
  const key = keyName(keyFor("none"));
  const parts = [!answer.c && say("category"), !answer.s && say("stance"), !answer.t.length && !answer.n && say("themes", { key })];
  return parts.filter(Boolean).join(` ${say("and")} `);
};
const nextOpen = () => {
  const here = view.indexOf(at);
  const order = [...view.slice(here + 1), ...view.slice(0, here + 1)];
  return order.find((n) => n !== at && !isDone(n));
};
const following = (step) => view[view.indexOf(at) + step];
const commands = {
  next() {
    const answer = answerOf(at);
    const ready = data.kind === "decide" ? !nothing(answer) : complete(answer) || answer.q;
    if (!ready && !warned) {
      warned = true;
      toast(say("missing", { what: missing(answer) }));
      return;
    }
    if (ready && !(answer.ok && (answers[at] || sent[at]))) put(at, { ...answer, ok: true });
    const next = nextOpen();
    if (next !== undefined) go(next);
    else if (isDone(at)) {
      toast(say(doneCount === rows.length ? "all_done" : "list_done"));
      if (doneCount === rows.length) commands.save();
    } else go(following(1) ?? at);
  },
  back() {
    const before = trail.pop() ?? following(-1);
    if (before === undefined) toast(say("start"));
    else go(before, { back: true });
  },
  forward() {
    if (following(1) === undefined) toast(say("end"));
    else go(following(1));
  },
  undecided() {
    const first = view.find((n) => !isDone(n));
    if (first === undefined) toast(say(doneCount === rows.length ? "all_done" : "list_done"));
    else go(first);
  },
  none: () => none(said.none),
  off: () => none(said.off),
  empty: () => none(said.empty),
  doubt() {
    const answer = answerOf(at);
    put(at, { ...answer, q: !answer.q });
    toast(say(answer.q ? "unmarked" : "marked"));
  },
  note: () => byId("opmerking").focus(),
  clear() {
    put(at, { ...shownOf(rows[at]), cleared: true });
    turn = "categories";
    show();
    toast(say("wiped"));
  },
  undo() {
    const [n, before] = undone.pop() ?? [];
    if (n === undefined) return toast(say("nothing_undone"));
    if (n !== at) go(n);
    answers[n] = before;
    keep(n);
    show();
    showProgress();
    return toast(say("undone"));
  },
  find() {
    const panel = byId("kiezer");
    panel.hidden = !panel.hidden;
    all("[data-doe=find]").forEach((one) => one.setAttribute("aria-expanded", String(!panel.hidden)));
    if (panel.hidden) byId("uitspraak").focus();
    else { list(); byId("zoek").focus(); }
  },
  help() { showKeys(); byId("toetsen").showModal(); },
  save() {
    const mine = answers.filter((answer, n) => answer && isDone(n)).length;
    byId("telling").textContent = say("filled", { n: number(mine), left: number(rows.length - doneCount) });
    byId("uitslag").textContent = "";
    byId("tekstvak").hidden = true;
    byId("naam2").value = name;
    byId("bewaren").showModal();
    (name ? byId("download") : byId("naam2")).focus();
  },
};
const act = (action) => {
  const [kind, id] = action.split(":");
  if (id === undefined) commands[kind]();
  else choose(kind, id);
};

// ── keys ──
const used = { ...data.keys };
for (const [action, key] of Object.entries(setting("toetsen") ?? {})) {
  const free = !Object.entries(used).some(([other, keys]) => other !== action && keys.includes(key));
  if (action in used && free) used[action] = [key];
}
const keyFor = (action) => used[action]?.[0] ?? "";
const keyName = (key) => data.names[key] ?? (/^[A-Z]$/.test(key) ? `⇧${key}` : key.toUpperCase());
const actionOf = (key) => Object.keys(used).find((action) => used[action].includes(key));
const called = (action) => {
  const [kind, id] = action.split(":");
  return id === undefined ? data.commands[kind] : data.labels[kind][id];
};
/** The key that was pressed, by what it types; digits by their place too, as some keyboards want Shift for them. */
const pressed = (event) => {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  if (event.ctrlKey || event.metaKey) return `Ctrl+${event.key.toLowerCase()}`;
  if (digit && (event.code.startsWith("N") || !/^[\w]$/.test(event.key))) {
    if (!event.shiftKey || !actionOf(event.key)) return digit;
  }
  return /^[a-z]$/i.test(event.key) ? event.key[event.shiftKey ? "toUpperCase" : "toLowerCase"]() : event.key;
};
const showKeys = () => {
  for (const one of all("[data-toets]")) one.textContent = keyFor(one.dataset.toets) && keyName(keyFor(one.dataset.toets));
  const order = [...Object.keys(data.commands), ...KINDS.flatMap((kind) => Object.keys(data.labels[kind]).map((id) => `${kind}:${id}`))];
  byId("toetslijst").replaceChildren(...order.map((action) => {
    const line = document.createElement("div"), button = document.createElement("button"), text = document.createElement("span");
    const key = keyFor(action) ? keyName(keyFor(action)) : say("no_key");
    text.textContent = called(action);
    Object.assign(button, { type: "button", textContent: key, onclick: () => remap(action, button) });
    button.setAttribute("aria-label", say("change", { what: called(action), key }));
    line.append(text, button);
    return line;
  }));
};
const keySay = (text) => { byId("toetsbericht").textContent = text; };
const remap = (action, button) => {
  keySay(say("press"));
  button.textContent = "…";
  const listen = (event) => {
    if (["Shift", "Control", "Alt", "Meta", "AltGraph", "Dead", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    window.removeEventListener("keydown", listen, true);
    const key = pressed(event);
    const holder = actionOf(key);
    if (event.key === "Escape") keySay("");
    else if (holder && holder !== action) keySay(say("taken", { key: keyName(key), what: called(holder) }));
    else {
      used[action] = [key];
      setting("toetsen", { ...setting("toetsen"), [action]: key });
      keySay(say("changed", { key: keyName(key), what: called(action) }));
    }
    showKeys();
    const again = all("#toetslijst button").find((one) => one.getAttribute("aria-label").includes(` ${called(action)},`));
    again?.focus();
  };
  window.addEventListener("keydown", listen, true);
};
const typing = (target) => target.matches?.("input:not([type=radio], [type=checkbox], [type=file]), textarea, select");
const ofItself = (event) => { // a control that somebody reached with Tab does what it does everywhere
  const target = event.target;
  if (!target.matches?.(":focus-visible")) return false;
  if (target.matches("button, a, summary, #bestand")) return ["Enter", " "].includes(event.key);
  if (target.matches("[type=radio]")) return event.key.startsWith("Arrow");
  return false;
};
addEventListener("keydown", (event) => {
  tick();
  if (pressed(event) === "Ctrl+s") event.preventDefault(); // never the page itself
  if (!rows.length || event.isComposing || event.altKey || all("dialog").some((one) => one.open)) return;
  const key = pressed(event);
  if (event.key === "Escape" && (typing(event.target) || !byId("kiezer").hidden)) {
    if (byId("kiezer").contains(event.target)) commands.find();
    byId("uitspraak").focus();
    return;
  }
  const single = [...key].length === 1;
  const inText = typing(event.target);
  if (inText && (single || key === "Ctrl+z" || !/^(Ctrl\+.|F\d+)$/.test(key))) {
    if (key === "Enter" && event.target.id === "opmerking" && !event.shiftKey) {
      event.preventDefault();
      byId("opmerking").blur();
      commands.next();
    } else if (key === "Enter" && event.target.id === "naam") byId("uitspraak").focus();
    return;
  }
  if (ofItself(event) || (single && !byId("aan").checked)) return;
  const digit = /^[1-9]$/.test(key) && byId(turn).querySelectorAll("input")[Number(key) - 1];
  const own = actionOf(key);
  const action = digit && (!own || /^(categories|stances):/.test(own)) ? `${turn}:${digit.value}` : own;
  if (!action || (event.repeat && key !== "ArrowRight" && key !== "ArrowLeft")) return;
  event.preventDefault();
  act(action);
});

// ── saving ──
const exported = () => {
  const timed = answers.some((answer) => answer?.sec);
  const head = timed ? [...columns, data.extra] : columns;
  const body = rows.map((row, n) => {
    const cells = [...row];
    if (answers[n]) {
      const filled = filledIn(row, { ...answers[n], who: answers[n].who || name });
      FILLED.forEach((column, place) => { cells[COLUMN[column]] = filled[place]; });
    }
    const written = cells.map((cell, place) => (data.numbers.includes(columns[place]) ? cell.replace(".", ",") : neutralise(cell)));
    return timed ? [...written, answers[n]?.sec ? String(answers[n].sec) : ""] : written;
  });
  return asCsv([head, ...body]);
};
const fileName = () => `${data.name}_${plain(name) ? name.trim().replace(/[^\p{L}\p{N}-]+/gu, "-") : "antwoorden"}.csv`;
const result = (text) => { byId("uitslag").textContent = text; };
const named = () => {
  if (name.trim()) return true;
  result(say("who"));
  byId("naam2").focus();
  return false;
};
const rename = (event) => {
  name = event.target.value.trim();
  setting("naam", name);
  for (const id of ["naam", "naam2"]) if (byId(id) !== event.target) byId(id).value = name;
};
byId("download").onclick = () => {
  if (!named()) return;
  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([exported()], { type: "text/csv;charset=utf-8" }));
    link.download = fileName();
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = 0;
    result(say("downloaded", { name: fileName() }));
  } catch {
    result(say("no_download", { name: fileName() }));
    byId("kopieer").focus();
  }
};
byId("kopieer").onclick = async () => {
  if (!named()) return;
  try {
    await navigator.clipboard.writeText(exported());
    unsaved = 0;
    result(say("copied", { name: fileName() }));
  } catch {
    const box = byId("tekstvak");
    box.value = exported();
    box.hidden = false;
    box.select();
    result(say("no_copy", { name: fileName() }));
  }
};
if (window.showSaveFilePicker) {
  byId("vast").hidden = false;
  byId("vast").onclick = async () => {
    if (!named()) return;
    try {
      inFile = await showSaveFilePicker({ suggestedName: fileName(), types: [{ accept: { "text/csv": [".csv"] } }] });
      alertOf("");
      writeFile();
      writing.then(() => result(byId("bewaard").textContent));
    } catch (problem) {
      if (problem.name !== "AbortError") byId("vast").hidden = true;
    }
  };
}
byId("leeg").onclick = async () => {
  if (!confirm(say("wipe"))) return;
  await keeping.clear();
  answers.fill(null);
  undone.length = 0;
  spent.clear();
  show();
  showProgress();
  result(say("wiped_all"));
};

// ── one's own file again, or that of a colleague ──
const merge = (found) => {
  for (const [n, answer] of found) {
    answers[n] = { ...answer, at: Date.now() };
    spent.set(n, answer.sec);
    keep(n);
  }
  show();
  showProgress();
};
const read = (file, cells) => {
  const head = cells.findIndex((row) => row.map(plain).includes("uitspraakid"));
  if (head < 0) return notice(say("not_ours", { name: file }));
  const spots = Object.fromEntries(cells[head].map((title, spot) => [plain(title), spot]));
  const fresh = [], differing = [];
  let same = 0, strange = 0;
  for (const row of cells.slice(head + 1)) {
    const cell = (column) => restore((row[spots[plain(column)]] ?? "").trim());
    const n = place.get(`${cell("uitspraak_id")} ${cell("controle")}`);
    const answer = n === undefined ? "strange" : answerIn(rows[n], cell);
    if (answer === "strange") strange += 1;
    else if (answer && answers[n] && !(nothing(answers[n]) && !answers[n].q && !answers[n].o)) {
      if (sameAnswer(rows[n], answer, answers[n])) same += 1;
      else differing.push([n, answer]);
    } else if (answer && !(sent[n] && sameAnswer(rows[n], answer, sent[n]))) fresh.push([n, answer]);
  }
  merge(fresh);
  const others = [...new Set(differing.map(([, answer]) => answer.who))].filter((who) => who && who !== name);
  const parts = [say("opened", { name: file, n: number(fresh.length) })];
  if (same) parts.push(say("same", { n: number(same) }));
  if (strange) parts.push(say("strange", { n: number(strange) }));
  if (differing.length) {
    const who = others.length ? say("of", { who: others.join(", ") }) : "";
    parts.push(say("differs", { n: number(differing.length), who }), ...(others.length ? [say("both")] : []));
  }
  const take = differing.length && !others.length;
  notice(parts.join(" "), take ? say("take", { n: number(differing.length) }) : "", () => {
    merge(differing);
    notice(say("took", { n: number(differing.length) }));
  });
  return undefined;
};
byId("bestand").onchange = async (event) => {
  for (const file of event.target.files) read(file.name, fromCsv(decoded(new Uint8Array(await file.arrayBuffer()))));
  event.target.value = "";
};

// ── searching ──
const ease = (n) => Number(cellOf(rows[n], "zekerheid") || 0);
const fits = (n, wanted, asked) => {
  const answer = answerOf(n);
  const state = { "": true, open: !isDone(n), klaar: isDone(n), twijfel: answer.q, opmerking: Boolean(answer.o), onbeslist: cellOf(rows[n], "themas") === said.undecided }[asked.toon];
  return state && (!asked.thema || answer.t.includes(asked.thema)) && (!asked.ronde || cellOf(rows[n], "ronde") === asked.ronde)
    && wanted.every((word) => texts[n].includes(word));
};
let listed = LISTED;
const list = () => {
  byId("gevonden").textContent = [view.length ? say("filtered", { n: number(view.length), all: number(rows.length) }) : say("none_found"),
    data.kind === "blind" && view.length < rows.length ? say("fair") : ""].join(" ").trim();
  byId("lijst").replaceChildren(...view.slice(0, listed).map((n) => {
    const item = document.createElement("li"), button = document.createElement("button");
    const nr = Object.assign(document.createElement("span"), { className: "nr", textContent: `${isDone(n) ? "✓ " : ""}${number(n + 1)}` });
    const text = Object.assign(document.createElement("span"), { textContent: cellOf(rows[n], "tekst").slice(0, 140), dir: "auto" });
    Object.assign(button, { type: "button", onclick: () => { go(n); list(); } });
    if (n === at) button.setAttribute("aria-current", "true");
    button.append(nr, text);
    item.append(button);
    return item;
  }));
  byId("meer").hidden = view.length <= listed;
  byId("meer").textContent = say("more", { n: number(view.length - listed) });
};
const filter = () => {
  const asked = Object.fromEntries(["zoek", "toon", "thema", "ronde", "volgorde"].map((id) => [id, byId(id)?.value ?? ""]));
  const wanted = asked.zoek.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().split(/\s+/).filter(Boolean);
  view = rows.map((_, n) => n).filter((n) => fits(n, wanted, asked));
  if (asked.volgorde) view.sort((a, b) => (asked.volgorde === "makkelijk" ? ease(b) - ease(a) : ease(a) - ease(b)) || a - b);
  listed = LISTED;
  if (view.length && (!view.includes(at) || asked.volgorde)) {
    trail = [];
    stand(view.find((n) => !isDone(n)) ?? view[0]);
  }
  list();
};
let resting;
byId("kiezer").addEventListener("input", () => { clearTimeout(resting); resting = setTimeout(filter, 120); });
byId("meer").onclick = () => { listed += LISTED; list(); };
byId("wis").onclick = () => {
  all("#kiezer input, #kiezer select").forEach((one) => { one.value = ""; });
  filter();
};

// ── starting ──
const take = (found) => {
  let newer = 0;
  for (const [key, answer] of found) {
    const n = place.get(key);
    if (n !== undefined && (answer.at ?? 0) > (answers[n]?.at ?? 0)) {
      answers[n] = answer.gone ? null : answer;
      spent.set(n, answer.sec ?? 0);
      newer += 1;
    }
  }
  return newer;
};
const earlier = (found) => { // the same file, made anew since: answers whose statement is as it was
  const old = new Map();
  for (const [key, answer] of found) {
    const own = key.slice(key.indexOf(":") + 1);
    const n = place.get(own);
    if (n !== undefined && !answers[n] && !answer.gone && !key.startsWith(data.hash)) old.set(own, answer);
  }
  if (old.size) notice(say("earlier", { n: number(old.size) }), say("take", { n: number(old.size) }), () => {
    merge([...old].map(([own, answer]) => [place.get(own), answer]));
    notice("");
  });
};
const begin = async () => {
  for (const kind of KINDS) {
    for (const input of all(`#${kind} input[name]`)) {
      input.parentElement.addEventListener("pointerenter", () => explain(`${kind}-${input.value}`));
      input.addEventListener("focus", () => input.matches(":focus-visible") && explain(`${kind}-${input.value}`));
    }
  }
  document.addEventListener("click", (event) => {
    const one = event.target.closest("[data-doe]");
    if (one && one.type !== "checkbox" && rows.length) act(one.dataset.doe);
  });
  document.addEventListener("change", (event) => {
    if (event.target.type === "checkbox" && event.target.dataset.doe) act(event.target.dataset.doe);
  });
  byId("opmerking").addEventListener("input", (event) => put(at, { ...answerOf(at), o: event.target.value }));
  byId("antwoord").addEventListener("submit", (event) => event.preventDefault());
  for (const id of ["naam", "naam2"]) byId(id).addEventListener("input", rename);
  for (const one of all(".sluit")) one.onclick = () => one.closest("dialog").close();
  all("dialog").forEach((one) => one.addEventListener("close", () => { spend(); byId("uitspraak").focus(); }));
  byId("herstel").onclick = () => {
    Object.assign(used, data.keys);
    setting("toetsen", {});
    showKeys();
    keySay(say("reset"));
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) spent.set(at, (spent.get(at) ?? 0) + spend());
    else spend();
  });
  addEventListener("pointermove", tick, { passive: true });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  const rounds = [...new Set(rows.map((row) => cellOf(row, "ronde")))].filter(Boolean).sort();
  byId("ronde").append(...rounds.map((one) => new Option(one, one)));
  byId("ronde").closest("p").hidden = rounds.length < 2;
  byId("naam").value = name;
  showKeys();
  take(keeping.atOnce());
  kept(say("nothing_yet"));
  const start = () => {
    trail = [];
    stand(Math.max(0, rows.findIndex((_, n) => !isDone(n))));
  };
  if (rows.length) start();
  else {
    notice(say("no_rows"));
    all("main, #kiezer").forEach((one) => { one.hidden = true; });
  }
  showProgress();
  const touched = () => answers.some((answer) => answer?.at > opened);
  const opened = Date.now();
  const more = take(await keeping.later());
  if (more) { if (touched()) show(); else start(); showProgress(); }
  if (!keeping.works) alertOf(say("not_kept"));
  document.body.dataset.gelezen = "ja"; // all that was kept is on the screen
  earlier(new Map([...(await keeping.later(FILE)), ...keeping.atOnce(FILE)]));
};
begin();
