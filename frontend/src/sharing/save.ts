/** Hands a file to the browser, which saves it where the user keeps downloads. */

/** How long the browser may take to begin to read it. */
const KEPT_MS = 60_000;

export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

/** Lets the browser download a file by itself, with its own progress; the server names it. */
export function saveFrom(address: URL): void {
  const link = document.createElement("a");
  link.href = address.href;
  link.download = "";
  link.click();
}
