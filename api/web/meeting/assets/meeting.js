// Comfort for the meeting: what is counted later comes by itself, and names are looked up while they are typed.
// Without it there is a link for the one, and a button that searches for the other.

// --- what comes by itself; where it does not, its link stays -----------------------------------
async function load() {
  const place = document.querySelector("a[data-load]")?.closest("[id]");
  const link = place?.querySelector("a[data-load]");
  if (!link) return;
  link.removeAttribute("data-load");
  const answer = await fetch(link.href, { credentials: "same-origin" }).catch(() => null);
  const fresh = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(place.id) : null;
  if (fresh && place.isConnected) place.replaceWith(document.adoptNode(fresh));
}

// --- where one was, after an answer: whoever goes through many with the keyboard goes on with the next one ---
let place = -1;
const signs = () => [...document.querySelectorAll("#profile .sign")];
document.addEventListener("submit", (event) => { if (event.target.id === "say") place = signs().indexOf(event.submitter); });
function stay() {
  if (place < 0 || document.activeElement !== document.body) return;
  const all = signs();
  all[Math.min(place, all.length - 1)]?.focus({ preventScroll: true });
  place = -1;
}

requestAnimationFrame(() => setTimeout(load)); // what is there already is painted first
new MutationObserver(() => { load(); stay(); }).observe(document.querySelector("main"), { childList: true, subtree: true });

// --- names while they are typed: a combobox as the ARIA practices describe it -----------------
const WAIT = 150; // ms without a key before anything is asked
let timer = 0, asked = 0;

const parts = (form) => ({ text: form.querySelector("#add-text"), kind: form.querySelector("#add-kind"), list: form.querySelector("#add-found") });

function close({ text, list }) {
  list.hidden = true;
  list.replaceChildren();
  text.setAttribute("aria-expanded", "false");
  text.removeAttribute("aria-activedescendant");
}

function show(form, concepts) {
  const { text, kind, list } = parts(form);
  const found = concepts.map((concept, at) => {
    const option = document.createElement("li");
    option.id = `add-found-${at}`;
    option.role = "option";
    option.setAttribute("aria-selected", "false");
    option.dataset.said = `accepted|${kind.value}|${concept.uri}`;
    option.lang = concept.language;
    option.dir = "auto";
    option.textContent = concept.label;
    return option;
  });
  if (!found.length) {
    const nothing = document.createElement("li");
    nothing.textContent = form.dataset.none;
    found.push(nothing);
  }
  list.role = "listbox";
  list.replaceChildren(...found);
  list.hidden = false;
  text.setAttribute("aria-expanded", "true");
  text.removeAttribute("aria-activedescendant");
}

async function ask(form) {
  const { text, kind } = parts(form), mine = ++asked;
  if (!text.value.trim()) return close(parts(form));
  const query = new URLSearchParams({ text: text.value, kind: kind.value, language: form.dataset.language });
  const answer = await fetch(`/v1/taxonomy/search?${query}`, { credentials: "same-origin" }).catch(() => null);
  if (answer?.ok && mine === asked) show(form, (await answer.json()).concepts);
}

function choose(option) {
  const button = document.createElement("button");
  button.setAttribute("form", "say");
  button.name = "said";
  button.value = option.dataset.said;
  button.hidden = true;
  document.body.append(button);
  document.getElementById("say").requestSubmit(button);
  button.remove();
}

function move(form, by) {
  const { text, list } = parts(form), options = [...list.querySelectorAll("[role=option]")];
  if (!options.length) return;
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  const next = options[(at + by + options.length + (at < 0 && by < 0 ? 1 : 0)) % options.length];
  for (const option of options) option.setAttribute("aria-selected", String(option === next));
  text.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("focusin", ({ target }) => {
  if (target.id !== "add-text") return;
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "add-found"]]) target.setAttribute(name, value);
  if (!target.hasAttribute("aria-expanded")) target.setAttribute("aria-expanded", "false");
});
document.addEventListener("input", ({ target }) => {
  if (target.id !== "add-text") return;
  clearTimeout(timer);
  timer = setTimeout(ask, WAIT, target.form);
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "add-text") return;
  const form = event.target.form, chosen = form.querySelector("[role=option][aria-selected=true]");
  if (event.key === "ArrowDown") move(form, 1);
  else if (event.key === "ArrowUp") move(form, -1);
  else if (event.key === "Escape") close(parts(form));
  else if (event.key === "Enter" && chosen) choose(chosen);
  else return;
  event.preventDefault();
});
document.addEventListener("click", (event) => {
  const option = event.target.closest?.("#add-found [role=option]");
  if (option) choose(option);
});
document.addEventListener("submit", (event) => {
  if (event.target.id !== "add") return;
  event.preventDefault();
  ask(event.target);
});
