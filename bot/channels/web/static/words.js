// Text becomes elements here, and only here: what people type is never markup.

const BOLD = /([\u0002\u0003])/;
const COMMAND = /(^|[^\p{L}\d/])(\/[a-z]+)(?![\p{L}\d/])/u;

export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// The words of a message: bold where it is marked, commands as something to press.
export function wordsOf(text, commands, run) {
  const words = element("p", "words");
  let into = words;
  for (const piece of text.split(BOLD)) {
    if (piece === "\u0002") into = words.appendChild(element("b"));
    else if (piece === "\u0003") into = words;
    else into.append(...withCommands(piece, commands, run));
  }
  return words;
}

function withCommands(piece, commands, run) {
  return piece.split(COMMAND).filter(Boolean).map((part) => (commands.has(part) ? commandButton(part, run) : part));
}

function commandButton(command, run) {
  const button = element("button", "command", command);
  button.type = "button";
  button.addEventListener("click", () => run(command));
  return button;
}
