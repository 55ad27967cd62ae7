// What a person does to the statement on the screen, by key or by pointer.
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
    if (take(keeping.atOnce())) show(); // what was chosen in another window since
    showProgress();
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

