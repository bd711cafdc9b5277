/** Hands a file to the browser, which saves it where the user keeps downloads. */

/** How long the browser may take to begin to read it. */
const KEPT_MS = 60_000;

export function save(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = outermostDocument().createElement("a");
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

/**
 * The document of the page that this frame stands in, as far out as it may be asked. TensorBoard allows its frames to load
 * from the server alone, and to Firefox and WebKit a file that a frame saves is something that it loads.
 */
function outermostDocument(): Document {
  let outermost: Window = window;
  try {
    while (outermost.parent !== outermost) {
      void outermost.parent.document.URL; // throws where the page is another origin's
      outermost = outermost.parent;
    }
  } catch {
    // A page that shows TensorBoard in a frame of its own; what it allows its frames is its affair.
  }
  return outermost.document;
}
