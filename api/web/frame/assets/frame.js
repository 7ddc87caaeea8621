// Comfort for pages that work without it: forms and links with data-swap="id1 id2" answer in place.
// The same request is made as without a script, and the elements with these ids are replaced by those of the page that
// comes back; whatever else it brings is left out. Where anything is missing, the browser goes to the page as usual.

const said = () => document.getElementById("said");

function swap(ids, text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const pairs = ids.map((id) => [document.getElementById(id), fresh.getElementById(id)]);
  if (pairs.some(([old, next]) => !old || !next)) return null;
  const focused = document.activeElement?.id;
  const notice = fresh.querySelector(".notice.done, .notice.refused, [role=alert]")?.textContent; // before it moves
  for (const [old, next] of pairs) old.replaceWith(document.adoptNode(next));
  return { notice, focused };
}

function settle(found, source) {
  said().textContent = found.notice ?? source.dataset.said ?? "";
  const wrong = document.querySelector("[aria-invalid=true]"); // what has to be mended comes first
  const focus = wrong ?? document.getElementById(source.dataset.focus ?? found.focused ?? "");
  if (focus && document.activeElement === document.body) focus.focus({ preventScroll: !source.dataset.focus });
}

async function answer(source, address, options) {
  const ids = source.dataset.swap.split(" ").filter(Boolean);
  const targets = ids.map((id) => document.getElementById(id)).filter(Boolean);
  for (const target of targets) target.setAttribute("aria-busy", "true");
  try {
    const got = await fetch(address, { credentials: "same-origin", headers: { accept: "text/html" }, ...options });
    const text = (got.headers.get("content-type") ?? "").startsWith("text/html") ? await got.text() : "";
    // A refusal is a page of its own, which says what to do next.
    const found = swap(ids, text) ?? (got.ok ? null : swap(["main"], text));
    if (!found) throw new Error("not what was asked for");
    if (source.dataset.keep === undefined && got.ok) {
      const at = new URL(got.url);
      at.searchParams.delete("done"); // a notice is said once
      history.replaceState(history.state, "", at);
    }
    settle(found, source);
    return true;
  } catch {
    return false;
  } finally {
    for (const target of targets) target.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.swap || event.defaultPrevented) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const isGet = form.method === "get";
  const address = new URL(event.submitter?.formAction && event.submitter.hasAttribute("formaction") ? event.submitter.formAction : form.action);
  if (isGet) address.search = new URLSearchParams(data).toString();
  const isFile = form.enctype === "multipart/form-data";
  const options = isGet ? {} : { method: "POST", body: isFile ? data : new URLSearchParams(data) };
  // After a write that may have been done, the page is loaded again rather than sent twice.
  if (!(await answer(form, address, options))) isGet ? location.assign(address) : location.reload();
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-swap]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (!(await answer(link, link.href, {}))) location.assign(link.href);
});

// Choices with data-now send their form as soon as they change; the button for that is for those without scripts.
document.addEventListener("change", (event) => {
  if (event.target.dataset?.now !== undefined) event.target.form?.requestSubmit();
});
for (const button of document.querySelectorAll("[data-noscript]")) button.hidden = true;

// A menu closes when something else is touched, or by Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});
