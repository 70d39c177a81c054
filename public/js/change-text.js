/** What a screen reader says about changes of a page; empty for changes that are only shown. */
export function textOf(changes, more) {
  const [first] = changes.map(sentence).filter(Boolean);
  return first ? first + others(changes.length - 1 + more) : "";
}

function sentence({ kind, repository, tag }) {
  if (kind === "push") return `${repository}${tag ? `:${tag}` : ""} was pushed.`;
  return kind === "delete" ? `Something was deleted in ${repository}.` : "";
}

function others(count) {
  if (count === 0) return "";
  return count === 1 ? " One thing more changed." : ` ${count} things more changed.`;
}
