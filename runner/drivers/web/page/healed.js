// What was decided on is used only while its label is the one that was seen when it was decided.
function capturedName(element) {
  const found = [];
  new Reader(new Set(), found).read(element.ownerDocument);
  const mine = found.find((one) => one.element === element);
  return mine ? mine.own.name : null;
}

// A locator that was decided on says which label its control must have.
const stillNamed = (locator, element) => locator.named === undefined || capturedName(element) === locator.named;

// Brings the first of some captured controls into sight; where all of them are then.
async function reveal(request) {
  const elements = request.handles.map(capturedElement);
  if (elements[0]) elements[0].scrollIntoView({ block: "center", inline: "nearest" });
  await turn();
  const boxes = elements.map((one) => (one ? boxOf(one, offset(one.ownerDocument.defaultView)) : null));
  return { ok: true, boxes, width: innerWidth, height: innerHeight };
}
