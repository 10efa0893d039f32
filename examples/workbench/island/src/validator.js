// Validation that interprets the schema. Validators that compile it build functions
// from text, which the content security policy of the page forbids.
import { Validator } from "@cfworker/json-schema";
import { toErrorList, unwrapErrorHandler, createErrorHandler } from "@rjsf/utils";

const compiled = new WeakMap();

function of(schema) {
  let v = compiled.get(schema);
  if (!v) {
    v = new Validator(schema, "2020-12", false);
    compiled.set(schema, v);
  }
  return v;
}

// A missing property is reported at the object; the form shows it at the property.
const missing = /Instance does not have required property "([^"]+)"/;

const wanted = (name) => name === "level" ? "Choose a level, or that there is not enough signal."
  : name === "overall" ? "Choose what you recommend, after the parts." : "Say why.";

function faults(schema, data) {
  if (data === undefined) return [];
  const seen = new Map();
  for (const e of of(schema).validate(data).errors) {
    const at = e.instanceLocation.replace(/^#/, "");
    if (e.keyword === "required") {
      const name = missing.exec(e.error)?.[1];
      if (name !== undefined) seen.set(at + "/" + name, { at: at + "/" + name, keyword: e.keyword, error: wanted(name) });
      continue;
    }
    if (e.keyword === "properties" || e.keyword === "items" || e.keyword === "$ref") continue; // say what their parts say
    if (!seen.has(at)) seen.set(at, { at, keyword: e.keyword, error: e.error });
  }
  return [...seen.values()];
}

export function tree(list) {
  const root = {};
  for (const { at, error } of list) {
    let node = root;
    for (const part of at.split("/").slice(1)) node = node[part.replace(/~1/g, "/").replace(/~0/g, "~")] ??= {};
    (node.__errors ??= []).push(error);
  }
  return root;
}

export const validator = {
  validateFormData(data, schema, customValidate, transformErrors, uiSchema) {
    let errors = faults(schema, data).map((f) => ({
      name: f.keyword, message: f.error, stack: f.error, property: f.at.replaceAll("/", "."), schemaPath: "", params: {},
    }));
    if (transformErrors) errors = transformErrors(errors, uiSchema);
    let errorSchema = tree(errors.map((e) => ({ at: e.property.replaceAll(".", "/"), error: e.message })));
    if (customValidate) {
      const own = unwrapErrorHandler(customValidate(data, createErrorHandler(data), uiSchema, errorSchema));
      errors = errors.concat(toErrorList(own));
      errorSchema = { ...errorSchema, ...own };
    }
    return { errors, errorSchema };
  },
  isValid: (schema, data) => of(schema).validate(data).valid,
  rawValidation: (schema, data) => ({ errors: of(schema).validate(data).errors }),
  reset() {},
};
