/** The colors of lines on a screen. Lighter on a dark background, so that thin lines keep a contrast of 3 : 1. */
export const DARK_SERIES = ['#6ea8ff', '#f0a247', '#57c797', '#c48ff0', '#ec7aa8', '#5cc8da', '#c9bc66', '#a7adba'];
export const LIGHT_SERIES = ['#2b6fd3', '#b86608', '#1f8a5d', '#8d49c0', '#b83468', '#15808f', '#75692a', '#666c79'];
