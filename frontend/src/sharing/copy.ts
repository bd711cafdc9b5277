/** Puts a text on the clipboard. */

/**
 * Copies what stands in a field, and says whether it did. Pages over plain http have no clipboard of their own: there the
 * browser is asked to copy what is selected, and whatever comes of it, the text stays selected for the user's own keys.
 */
export async function copyFrom(field: HTMLTextAreaElement): Promise<boolean> {
  field.focus();
  field.select();
  field.scrollTop = 0;
  const clipboard = navigator.clipboard as Clipboard | undefined;
  try {
    await clipboard?.writeText(field.value);
  } catch {
    return copySelected();
  }
  return clipboard !== undefined || copySelected();
}

function copySelected(): boolean {
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}
