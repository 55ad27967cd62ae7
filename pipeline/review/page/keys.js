// Which key does what, and giving a command another key.
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
  if (digit && !/^\w$/.test(event.key) && !actionOf(event.key)) return digit;
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

