// Shows /openapi.json for reading. Builds the page from text nodes only.
"use strict";

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function nameOf(schema) {
  if (schema === undefined || schema === true) return "any";
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return element("a", { href: "#" + name }, name);
  }
  for (const several of ["anyOf", "oneOf"]) {
    if (schema[several]) return join(schema[several].map(nameOf), " or ");
  }
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return join(["list of ", nameOf(schema.items)], "");
  return [].concat(schema.type || "any").join(" or ");
}

function join(parts, between) {
  const made = document.createElement("span");
  parts.forEach((part, k) => made.append(...(k > 0 ? [between, part] : [part])));
  return made;
}

function fields(schema) {
  const required = schema.required || [];
  const rows = Object.entries(schema.properties || {}).map(([name, field]) =>
    element("tr", {},
      element("td", {}, element("code", {}, name), required.includes(name) ? " *" : ""),
      element("td", {}, nameOf(field)),
      element("td", {}, field.description || "")));
  if (rows.length === 0) return nameOf(schema);
  return element("table", {}, ...rows);
}

function body(content) {
  return Object.entries(content || {}).map(([kind, { schema }]) =>
    element("p", {}, element("code", {}, kind), " ", schema ? nameOf(schema) : ""));
}

function operation(method, path, described) {
  const parts = [];
  if (described.description) parts.push(element("p", { class: "muted" }, described.description));
  if (described.parameters.length > 0) {
    parts.push(element("table", {}, ...described.parameters.map((parameter) =>
      element("tr", {},
        element("td", {}, element("code", {}, parameter.name), parameter.required ? " *" : ""),
        element("td", {}, parameter.in),
        element("td", {}, nameOf(parameter.schema)),
        element("td", {}, parameter.description || "")))));
  }
  if (described.requestBody) {
    parts.push(element("h3", {}, "Takes"), described.requestBody.description || "",
      ...body(described.requestBody.content));
  }
  parts.push(element("h3", {}, "Gives"), element("table", {},
    ...Object.entries(described.responses).map(([status, response]) =>
      element("tr", {}, element("td", {}, status), element("td", {}, response.description),
        element("td", {}, ...body(response.content))))));
  return element("details", {},
    element("summary", {}, element("span", { class: "method" }, method.toUpperCase()),
      element("code", {}, path), " ", element("span", { class: "muted" }, described.summary)),
    ...parts);
}

async function show() {
  const answer = await fetch("/openapi.json");
  const described = await answer.json();
  const parts = [];
  for (const [path, methods] of Object.entries(described.paths)) {
    for (const [method, it] of Object.entries(methods)) parts.push(operation(method, path, it));
  }
  parts.push(element("h2", {}, "Types"));
  for (const [name, schema] of Object.entries(described.components.schemas)) {
    parts.push(element("section", { id: name }, element("h3", {}, name),
      element("p", {}, schema.description || ""), fields(schema)));
  }
  document.getElementById("routes").replaceChildren(...parts);
}

show();
