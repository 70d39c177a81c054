/** The title of an error page, and why the error may have happened and what to do next. */
interface Explanation {
  title: string;
  why: string;
}

/** The explanation of a status, of an expired form, or of a form at an unknown host. */
export function explanationOf(reason: number | "expired" | "host"): Explanation {
  return explanations[reason] ?? other;
}

const explanations: Partial<Record<number | "expired" | "host", Explanation>> = {
  400: {
    title: "Invalid address",
    why: "The address is malformed. Type it again, or start from one of the links below.",
  },
  403: {
    title: "Access denied",
    why: "What you may do depends on your role in the team that owns the namespace; pages of the administration are for admins. Owners and admins can change your role.",
  },
  expired: {
    title: "Form expired",
    why: "Nothing was changed. Reloading the form gives it a new token; what you typed may have to be typed again.",
  },
  host: {
    title: "Unknown host name",
    why: "Nothing was changed. The check keeps pages of other sites from acting on a Portus in your network.",
  },
  404: {
    title: "Page not found",
    why: "The name may be misspelled, it may have been deleted, or you don't have access.",
  },
  409: {
    title: "Changed in the meantime",
    why: "Nothing was changed by you: somebody else was faster. Go back, reload the page, and decide again.",
  },
  413: {
    title: "Request too large",
    why: "Your browser may still have what you typed. Go back, shorten it and send it again.",
  },
  429: {
    title: "Too many attempts",
    why: "Portus limits attempts so that passwords can't be guessed. Application tokens that already work keep working.",
  },
  500: {
    title: "Something went wrong",
    why: "This is an error in Portus. Try again in a minute. If it happens again, tell your administrator when and what you did: the log has more.",
  },
  503: {
    title: "Not available at the moment",
    why: "Nothing was changed. Your administrator can see the reason at /readyz and in the log.",
  },
};

const other = {
  title: "Request failed",
  why: "Portus could not process the request. Go back and try again.",
};
