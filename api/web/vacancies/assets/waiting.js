// While a file is being read, the page asks by itself how far it is, as the link for that would.
const PAUSE_MS = 2000;
setInterval(() => document.querySelector("a[data-waiting]")?.click(), PAUSE_MS);
