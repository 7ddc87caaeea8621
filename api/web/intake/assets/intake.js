// Offers names while somebody types; what is typed goes into a body, never into an address.
let waiting = 0;

async function offer(input) {
  const body = new URLSearchParams({ kind: input.dataset.suggest, text: input.value });
  const got = await fetch("/people/new/suggest", { method: "POST", body, credentials: "same-origin" });
  if (!got.ok) return;
  const fresh = new DOMParser().parseFromString(`<datalist>${await got.text()}</datalist>`, "text/html");
  input.list?.replaceChildren(...fresh.querySelectorAll("option"));
}

document.addEventListener("input", (event) => {
  const input = event.target.closest?.("input[data-suggest]");
  if (!input || input.value.trim().length < 2 || event.inputType === undefined) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => offer(input).catch(() => {}), 180);
});
