import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import ejs from "ejs";

/** A compiled view. `page` has the values of the whole page, `taken` those that includes added. */
type View = (page: object, taken: object) => string;

type Done = (error: unknown, html?: string) => void;

/**
 * Express's engine for EJS, with an include of its own: that of EJS looks for the file and copies all values of the page
 * each time, and a page of 50 rows includes 500 views. Here they inherit the values of the page.
 */
export function viewEngine({ cache }: { cache: boolean }) {
  const views = new Map<string, View>();

  function find(file: string): View {
    const view = views.get(file) ?? compile(file);
    if (cache) views.set(file, view);
    return view;
  }

  function compile(file: string): View {
    // EJS would copy the values so that nothing is inherited from Object.prototype. What views inherit from has no prototype.
    const options = { filename: file, unsafePrototypeLocals: true };
    const render = ejs.compile(readFileSync(file, "utf8"), options);
    const files = new Map<string, string>(); // by the names in this view
    return (page, taken) => {
      const locals = Object.assign(Object.create(page), taken);
      locals.include = (name: string, values?: object) => {
        const included = files.get(name) ?? resolve(dirname(file), `${name}.ejs`);
        files.set(name, included);
        return find(included)(page, { ...taken, ...values });
      };
      return render(locals);
    };
  }

  return (file: string, values: object, done: Done): void => {
    try {
      done(null, find(file)(Object.assign(Object.create(null), values), {}));
    } catch (error) {
      done(error);
    }
  };
}
