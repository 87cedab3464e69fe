# Counts the items of a tree: a line is an item's type and size as find prints them with '%y %s\n', the root's too. What
# is not a directory counts as a file, and only that has bytes. As whole numbers, awk prints them only up to 2^31.
# Sparse files may have more bytes than fit into 63 bits: no more than that is counted.
$1 == "d" { directories++; next }
{ files++; bytes += $2; if (bytes >= 2 ^ 63) bytes = 2 ^ 63 - 1024 }
END { printf "files=%.0f\ndirectories=%.0f\nbytes=%.0f\n", files, directories - 1, bytes }
