"""What runs in the page besides its own script, and counts and notes what comes: nobody else tells of its requests."""

from __future__ import annotations

# Counts the requests of which the answer was not read to its end. One that is given up counts no longer, nor does one
# that is refused.
_COUNT_UNDER_WAY = """
window.paramvizUnderWay = 0;
window.fetch = ((fetch) => async (...args) => {
  let isOver = false;
  const end = () => {
    window.paramvizUnderWay -= isOver ? 0 : 1;
    isOver = true;
  };
  window.paramvizUnderWay += 1;
  args[1]?.signal?.addEventListener('abort', end);
  try {
    const answer = await fetch(...args);
    if (!answer.ok || answer.body === null) {
      end();
    }
    for (const name of ['arrayBuffer', 'text', 'json', 'blob']) {
      const read = answer[name].bind(answer);
      answer[name] = () => read().finally(end);
    }
    return answer;
  } catch (error) {
    end();
    throw error;
  }
})(window.fetch);
"""

# Notes what comes in answer to a question for news: those of clouds, since all else the page asks for by its steps.
# Whole histories are not copied for it: noted is that the page begins anew. So it does, too, where it may not have
# taken what came: an answer failed, or it gave up what it had asked for, before that came or hardly after.
_NOTE_ARRIVALS = """
window.paramvizArrivals = [];
window.fetch = ((fetch) => async (...args) => {
  const { pathname, searchParams } = new URL(args[0], location.href);
  if (!pathname.endsWith('plugin/paramviz/cloud') || searchParams.get('projection') === 'first') {  // labels of rows
    return fetch(...args);
  }
  const run = searchParams.get('run');
  const what = `cloud ${searchParams.get('parameter')}`;
  const beginAnew = () => void window.paramvizArrivals.push({ run: '', what, after: null, steps: [] });
  if (!searchParams.has('after')) {
    beginAnew();
    return fetch(...args);
  }
  const after = Number(searchParams.get('after'));
  let noted = Infinity;
  args[1]?.signal?.addEventListener('abort', () => performance.now() - noted < 1000 && beginAnew());
  try {
    const answer = await fetch(...args);
    if (!answer.ok) {
      beginAnew();
      return answer;
    }
    answer.clone().arrayBuffer().then((body) => {
      const length = Number(new DataView(body).getBigUint64(0, true));
      const header = JSON.parse(new TextDecoder().decode(new Uint8Array(body, 8, length)));
      const [begin, end] = (header.steps ?? header['steps/0']).data_offsets;
      const steps = [...new BigInt64Array(body.slice(8 + length + begin, 8 + length + end))].map(Number);
      window.paramvizArrivals.push({ run, what, after, steps });
      noted = performance.now();
    }, beginAnew);
    return answer;
  } catch (error) {
    beginAnew();
    throw error;
  }
})(window.fetch);
"""

PAGE_SCRIPT = _NOTE_ARRIVALS + _COUNT_UNDER_WAY
