/** What differs between two drawings of a page, line by line. */

const most_gone = 4;

/** The lines that are new, and those that are gone, each after "-"; of many together that are gone, only the number. */
export function difference(before, after) {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let [end, until] = [before.length, after.length];
  while (end > start && until > start && before[end - 1] === after[until - 1]) [end, until] = [end - 1, until - 1];
  const [was, is] = [before.slice(start, end), after.slice(start, until)];
  const kept = longestCommon(was, is);
  const lines = [];
  let [i, j] = [0, 0];
  for (const [at, to] of [...kept, [was.length, is.length]]) {
    lines.push(...gone(was.slice(i, at)), ...is.slice(j, to));
    [i, j] = [at + 1, to + 1];
  }
  return lines;
}

const gone = (lines) => (lines.length > most_gone ? [`- (${lines.length} lines)`] : lines.map((line) => `- ${line}`));

/** The places of the lines that both have, in the same order. */
function longestCommon(was, is) {
  const lengths = Array.from({ length: was.length + 1 }, () => new Uint16Array(is.length + 1));
  for (let i = was.length - 1; i >= 0; i -= 1)
    for (let j = is.length - 1; j >= 0; j -= 1)
      lengths[i][j] = was[i] === is[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  const found = [];
  for (let [i, j] = [0, 0]; i < was.length && j < is.length;) {
    if (was[i] === is[j]) found.push([i++, j++]);
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
    else j += 1;
  }
  return found;
}
