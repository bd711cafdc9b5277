/* Stands in every exported page, as it is: unpacks the program and starts it, or says why it cannot. */
(() => {
  const waiting = document.getElementById("waiting");
  const fail = (reason) => {
    waiting.textContent = `${waiting.dataset.problem} (${reason})`;
  };
  const start = (code) => {
    const program = document.createElement("script");
    program.type = "module";
    program.textContent = code;
    document.head.append(program);
  };
  try {
    const packed = document.getElementById("program");
    const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
    packed.remove();
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    new Response(stream).text().then(start).catch(fail);
  } catch (error) {
    fail(error);
  }
})();
