/**
 * Updates an element to match a fresh one, changing only what differs, so that focus, selection, input and open details
 * are kept. Elements with the same key match wherever they are; new ones are marked `data-fresh`.
 */
export function morph(old, fresh) {
  syncAttributes(old, fresh);
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const same = sameAs(next, at);
    if (!same) old.insertBefore(marked(next), at);
    else if (same === at) at = at.nextSibling;
    else old.insertBefore(same, at);
    if (same) update(same, next);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function update(old, fresh) {
  if (old.nodeType === Node.ELEMENT_NODE) morph(old, fresh);
  else if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
}

function sameAs(fresh, first) {
  const wanted = keyOf(fresh);
  let node = first;
  while (node && keyOf(node) !== wanted) node = node.nextSibling;
  return node;
}

/** A ticked checkbox must never be reused for another row. */
function keyOf(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return node.nodeName;
  const boxes = "[type=checkbox], [type=radio]";
  const key = node.dataset.key ?? (node.id || node.getAttribute("href") || "");
  return `${node.nodeName} ${key} ${node.matches(boxes) ? `${node.name}=${node.value}` : ""}`;
}

function syncAttributes(old, fresh) {
  for (const { name } of [...old.attributes])
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes)
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
}

function marked(node) {
  if (node.nodeType === Node.ELEMENT_NODE) node.dataset.fresh = "";
  return document.adoptNode(node);
}
