namespace Delphix.Virtualization.Testing.Tests;

public class TreeComparerTests
{
    private const string KeepTime = "touch -d @1700000000.123456789";

    [Fact]
    public async Task Comparer_exact_copy_is_equal()
    {
        using var pair = await TreePair.CreateAsync(
            "mkdir -p a/b; echo text > a/file; ln -s file a/link; ln a/file a/b/hard; mkfifo fifo; truncate -s 1M sparse; touch "
                + "'odd\n\"name' -- -x");

        var comparison = await pair.CompareAfterAsync(":");

        comparison.IsEqual.Should().BeTrue(comparison.ToString());
        comparison.Should().BeEquivalentTo(
            new { Files = 5, Directories = 2, Symlinks = 1, Others = 1, Items = 9, Bytes = 1_048_581L, DifferenceCount = 0 });
        comparison.Summary.Should().Be("9 items: names, types, modes, owners, times, link targets, hard links, contents (1 MiB)");
    }

    [Theory]
    [InlineData("chmod 640 file; chmod 600 file; chmod 604 file", "file", TreeAspect.Mode, "644", "604")]
    [InlineData("chmod u+s file", "file", TreeAspect.Mode, "644", "4644")]
    [InlineData("chmod +t dir", "dir", TreeAspect.Mode, "755", "1755")]
    [InlineData(
        "touch -d @1700000000.123456790 file", "file", TreeAspect.ModificationTime, "2023-11-14T22:13:20.123456789Z",
        "2023-11-14T22:13:20.123456790Z")]
    [InlineData(
        "touch -d @1700000000 dir", "dir", TreeAspect.ModificationTime, "2023-11-14T22:13:20.123456789Z", "2023-11-14T22:13:20.000000000Z")]
    [InlineData(
        "touch -h -d @1 link", "link", TreeAspect.ModificationTime, "2023-11-14T22:13:20.123456789Z", "1970-01-01T00:00:01.000000000Z")]
    [InlineData($"printf abd > file; {KeepTime} file", "file", TreeAspect.Content,
        "sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256 a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9")]
    [InlineData($"printf abcd > file; {KeepTime} file", "file", TreeAspect.Size, "3 bytes", "4 bytes")]
    [InlineData($"ln -sfn other link; {KeepTime} -h link .", "link", TreeAspect.LinkTarget, "file", "other")]
    [InlineData($"rm file; mkdir file; {KeepTime} file .", "file", TreeAspect.Type, "file", "directory")]
    [InlineData($"rm dir/inner; {KeepTime} dir", "dir/inner", TreeAspect.Missing, "file", "nothing")]
    [InlineData($"mkdir dir/new; {KeepTime} dir", "dir/new", TreeAspect.Extra, "nothing", "directory")]
    [InlineData($"cp -p hard2 x; mv x hard2; {KeepTime} .", "hard2", TreeAspect.HardLink, "a link to hard1", "a file of its own")]
    [InlineData($"ln -f twin1 twin2; {KeepTime} .", "twin2", TreeAspect.HardLink, "a file of its own", "a link to twin1")]
    [InlineData("chmod 700 .", ".", TreeAspect.Mode, "755", "700")]
    internal async Task Comparer_single_change_is_the_only_difference(
        string change, string path, TreeAspect aspect, string expected, string actual)
    {
        using var pair = await TreePair.CreateAsync(
            $"umask 022; chmod 755 .; mkdir dir; printf abc > file; ln -s file link; touch dir/inner hard1 twin1 twin2; ln hard1 hard2; "
                + $"{KeepTime} -h * dir/inner .");

        var comparison = await pair.CompareAfterAsync(change);

        comparison.Differences.Should().Equal(new TreeDifference(path, aspect, expected, actual));
        comparison.Summary.Should().StartWith("1 difference in ").And.EndWith(
            $"the first: {path}: {aspect}: expected {expected}, found {actual}");
    }

    [RootFact]
    public async Task Comparer_other_owner_is_found_unless_ignored()
    {
        using var pair = await TreePair.CreateAsync("touch file; ln -s file link");

        var comparison = await pair.CompareAfterAsync("chown 1234:0 file; chown -h 0:4321 link");

        comparison.Differences.Should().Equal(
            new TreeDifference("file", TreeAspect.Owner, "0:0", "1234:0"),
            new TreeDifference("link", TreeAspect.Owner, "0:0", "0:4321"));
        var ignoring = await TreeComparer.CompareAsync(pair.Expected, pair.Actual, new TreeComparisonOptions { IgnoreOwners = true });
        ignoring.IsEqual.Should().BeTrue();
        ignoring.Summary.Should().NotContain("owners");
    }

    [RootFact]
    public async Task Comparer_other_extended_attribute_is_found_also_of_a_symlink()
    {
        using var pair = await TreePair.CreateAsync("ln -s x link; touch -h -d @1 link");
        ExtendedAttributes.Set(Path.Combine(pair.Expected, "link"), "trusted.note", "a"u8.ToArray());

        var comparison = await TreeComparer.CompareAsync(pair.Expected, pair.Actual);

        comparison.Differences.Should().Equal(new TreeDifference("link", TreeAspect.ExtendedAttributes, "trusted.note=61", ""));
    }

    [Fact]
    public async Task Comparer_holes_that_were_filled_are_found()
    {
        using var pair = await TreePair.CreateAsync("truncate -s 1M file; touch -d @1 file");

        var comparison = await pair.CompareAfterAsync(
            "cp --sparse=never file full; mv full file; touch -d @1 file; touch -r ../expected .");

        comparison.Differences.Should().ContainSingle().Which.Aspect.Should().Be(TreeAspect.Holes);
    }

    [RootFact]
    public async Task Comparer_other_device_number_is_found()
    {
        using var pair = await TreePair.CreateAsync("mknod null c 1 3; mknod -m 600 'odd\n name' b 7 20; touch -d @1 *");

        var comparison = await pair.CompareAfterAsync("rm null; mknod null c 1 5; touch -d @1 null; touch -r ../expected .");

        comparison.Differences.Should().Equal(new TreeDifference("null", TreeAspect.Device, "1:3", "1:5"));
        comparison.Others.Should().Be(2);
    }

    [Fact]
    public async Task Comparer_three_links_of_which_one_leaves_is_one_difference()
    {
        using var pair = await TreePair.CreateAsync("echo x > a; ln a b; ln a c");

        var comparison = await pair.CompareAfterAsync("cp -p a x; mv x c; touch -r ../expected .");

        comparison.Differences.Should().Equal(new TreeDifference("c", TreeAspect.HardLink, "a link to a", "a file of its own"));
    }

    [Fact]
    public async Task Comparer_missing_member_of_a_link_group_is_only_missing()
    {
        using var pair = await TreePair.CreateAsync("echo x > a; ln a b; ln a c");

        var comparison = await pair.CompareAfterAsync("rm a; touch -r ../expected .");

        comparison.Differences.Should().Equal(new TreeDifference("a", TreeAspect.Missing, "file", "nothing"));
    }

    [Fact]
    public async Task Comparer_names_that_are_not_utf8_are_compared_and_shown_escaped()
    {
        using var pair = await TreePair.CreateAsync(
            "mkdir $'d\\xff\\n'; echo 1 > $'d\\xff\\n/\\xc3'; echo 2 > $'d\\xff\\n/\\xc4'; ln -s $'\\xfe' $'l\\xe4\\e[31m'; echo é > é");

        var equal = await pair.CompareAfterAsync(":");
        var changed = await pair.CompareAfterAsync(
            "touch -r $'d\\xff\\n/\\xc3' t; echo 3 > $'d\\xff\\n/\\xc3'; touch -r t $'d\\xff\\n/\\xc3'; rm t; ln -sfn $'\\xfd' "
                + "$'l\\xe4\\e[31m'; touch -h -r ../expected/l* l*; touch -r ../expected .");

        equal.IsEqual.Should().BeTrue(equal.ToString());
        changed.Differences.Select(difference => (difference.Path, difference.Aspect)).Should()
            .Equal((@"d\xff\n/\xc3", TreeAspect.Content), (@"l\xe4\x1b[31m", TreeAspect.LinkTarget));
        changed.Differences[1].Should().BeEquivalentTo(new { Expected = @"\xfe", Actual = @"\xfd" });
    }

    [Fact]
    public async Task Comparer_root_attributes_can_be_ignored()
    {
        using var pair = await TreePair.CreateAsync("touch file");

        var comparison = await pair.CompareAfterAsync(
            "chmod 700 .; touch -d @5 .", new TreeComparisonOptions { IgnoreRootAttributes = true });

        comparison.IsEqual.Should().BeTrue(comparison.ToString());
    }

    [Fact]
    public async Task Comparer_paths_left_out_are_left_out_with_all_below_and_nothing_else()
    {
        using var pair = await TreePair.CreateAsync("mkdir lost lost/found größe; touch lost+found lost/found/x");

        var comparison = await pair.CompareAfterAsync(
            "rm -r lost größe; rm lost+found", new TreeComparisonOptions { LeaveOut = ["lost", "größe/"], IgnoreRootAttributes = true });

        comparison.Differences.Should().Equal(new TreeDifference("lost+found", TreeAspect.Missing, "file", "nothing"));
    }

    [Fact]
    public async Task Comparer_more_differences_than_kept_are_all_counted()
    {
        using var pair = await TreePair.CreateAsync("touch -- {1..30}");

        var comparison = await pair.CompareAfterAsync(
            "rm -- *", new TreeComparisonOptions { DifferencesKept = 7, IgnoreRootAttributes = true });

        comparison.DifferenceCount.Should().Be(30);
        comparison.Differences.Should().HaveCount(7);
        comparison.ToString().Should().Contain("30 differences in 0 items").And.EndWith("and 23 more");
    }

    [Fact]
    public async Task Comparer_captured_state_is_compared_after_its_tree_changed()
    {
        using var pair = await TreePair.CreateAsync("echo before > file");
        var captured = await TreeListing.CaptureAsync(pair.Expected);
        await Script.RunAsync("echo after > \"$1/file\"", pair.Expected);

        (await TreeComparer.CompareAsync(captured, pair.Actual)).IsEqual.Should().BeTrue();
        (await TreeComparer.CompareAsync(captured, pair.Expected)).Differences.Should()
            .Contain(difference => difference.Aspect == TreeAspect.Size);
    }

    [Fact]
    public async Task Comparer_symlink_as_root_is_followed()
    {
        using var pair = await TreePair.CreateAsync("echo x > file");
        await Script.RunAsync("ln -s actual \"$1\"", pair.Actual + "-link");

        (await TreeComparer.CompareAsync(pair.Expected, pair.Actual + "-link")).IsEqual.Should().BeTrue();
    }

    [Fact]
    public async Task Comparer_missing_root_is_an_error_that_names_it()
    {
        using var pair = await TreePair.CreateAsync(":");

        var compare = () => TreeComparer.CompareAsync(pair.Expected, pair.Actual + "-missing");

        await compare.Should().ThrowAsync<DirectoryNotFoundException>().WithMessage("*actual-missing*");
    }
}
