// What is there when the page is opened.
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
  document.querySelector(".stappen .smal").onclick = (event) => { // on a small screen: to the label chosen last
    event.preventDefault();
    byId("codeboek").focus({ preventScroll: true });
    (document.querySelector("#codeboek .nu") ?? byId("codeboek")).scrollIntoView({ block: "center" });
  };
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

