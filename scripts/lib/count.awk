# Adds up "TYPE SIZE" of all items of a tree, its root among them.
$1 == "d" { directories++ }
$1 != "d" {
    files++
    bytes += $2
}
END { printf "files=%.0f\ndirectories=%.0f\nbytes=%.0f\n", files, directories - 1, bytes }
