// The button for printing is there for those who have a script; others print as their browser does.
const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
