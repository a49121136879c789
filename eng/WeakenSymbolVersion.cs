using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Marks one needed symbol version of an ELF64 library as weak (VER_FLG_WEAK), in a private copy of the file.</summary>
/// <seealso href="https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html"/>
public class WeakenSymbolVersion : Task
{
    private const uint SectionOfNeededVersions = 0x6ffffffe;    // SHT_GNU_verneed
    private const byte Weak = 2;                                // VER_FLG_WEAK

    [Required] public string File { get; set; }
    [Required] public string Version { get; set; }

    public override bool Execute()
    {
        byte[] elf = System.IO.File.ReadAllBytes(File);
        if (MarkWeak(elf))
        {
            // Replace, never write through: the file may be a link into the package cache.
            string copy = File + ".weak";
            System.IO.File.WriteAllBytes(copy, elf);
            System.IO.File.Delete(File);
            System.IO.File.Move(copy, File);
        }
        return true;
    }

    private bool MarkWeak(byte[] elf)
    {
        long sections = BitConverter.ToInt64(elf, 0x28);
        int size = BitConverter.ToUInt16(elf, 0x3A), count = BitConverter.ToUInt16(elf, 0x3C);
        bool changed = false;
        for (int i = 0; i < count; i++)
        {
            int section = (int)(sections + (long)i * size);
            if (BitConverter.ToUInt32(elf, section + 4) != SectionOfNeededVersions) continue;
            int link = BitConverter.ToInt32(elf, section + 0x28);
            int names = (int)BitConverter.ToInt64(elf, (int)(sections + (long)link * size) + 0x18);
            changed |= MarkSection(elf, (int)BitConverter.ToInt64(elf, section + 0x18), names);
        }
        return changed;
    }

    private bool MarkSection(byte[] elf, int need, int names)
    {
        bool changed = false;
        while (true)
        {
            for (int version = need + BitConverter.ToInt32(elf, need + 8); ;)
            {
                if (NameAt(elf, names + BitConverter.ToInt32(elf, version + 8)) == Version && (elf[version + 4] & Weak) == 0)
                {
                    elf[version + 4] |= Weak;
                    changed = true;
                }
                int next = BitConverter.ToInt32(elf, version + 12);
                if (next == 0) break;
                version += next;
            }
            int nextNeed = BitConverter.ToInt32(elf, need + 12);
            if (nextNeed == 0) return changed;
            need += nextNeed;
        }
    }

    private static string NameAt(byte[] elf, int start)
    {
        int end = start;
        while (elf[end] != 0) end++;
        return Encoding.ASCII.GetString(elf, start, end - start);
    }
}
