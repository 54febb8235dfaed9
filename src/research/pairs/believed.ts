/** What deflated ratios and places among drawn pairs have to reach before anyone should believe them. */
export const BELIEVED = 0.95
