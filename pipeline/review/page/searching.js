// Finding statements, and going through those alone.
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

